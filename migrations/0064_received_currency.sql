-- A channel may report another currency than was asked: that money is a conflict, and is counted and given back in its own.
alter table attempt add column received_currency char(3);
update attempt set received_currency = currency where received_amount > 0;
