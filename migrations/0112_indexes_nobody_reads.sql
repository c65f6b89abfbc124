-- No statement looks for lines by their SKU: stock names the order a move is for, and lists walk orders. Every line
-- that was placed paid for it.
drop index order_line_sku;

-- Only the nightly clearing looks at the age of messages, and they are written in the order of their age: ranges of
-- pages say the same as an entry for each message, which was written anew at each of its moves.
drop index push_message_age;
create index push_message_age on push_message using brin (created_at);
