-- What the work queue counts, every few seconds and for everybody who has it open, stands in indexes that hold only
-- what waits. None is over a column that the sale changes and that was not indexed by its value before.
create index attempt_waiting on attempt (attempt_no) where state in ('unknown', 'closing', 'conflicted');
create index refund_waiting on refund (refund_no) where state in ('requested', 'failed');
-- Orders that the merchant confirms by hand; the flag never changes, so that updates of orders stay cheap.
create index shop_order_by_hand on shop_order (order_no) where not auto_confirm;
