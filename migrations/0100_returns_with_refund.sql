-- Shared money that its channel gives back only together with a refund: which one takes it back.
alter table sharing_return add column refund_no text collate "C";
create index sharing_return_refund on sharing_return (shard, refund_no) where refund_no is not null;
