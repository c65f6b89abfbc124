-- Lists of all orders, payments, refunds, disputes and sharings are walked from their newest end. The same key, its columns
-- turned round, gives that order without another index: both columns are named wherever a row is looked for.
alter table shop_order drop constraint shop_order_pkey, add primary key (order_no, shard);
alter table payment drop constraint payment_pkey, add primary key (payable_no, shard);
alter table refund drop constraint refund_pkey, add primary key (refund_no, shard);
alter table dispute drop constraint dispute_pkey, add primary key (dispute_no, shard);
alter table sharing drop constraint sharing_pkey, add primary key (sharing_no, shard);

-- Messages of one recipient over every way, not over the inbox alone.
drop index push_message_inbox;
create index push_message_recipient on push_message (recipient, id desc);
