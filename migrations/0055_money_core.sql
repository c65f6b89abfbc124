-- Whose money covers an item: a refund goes back through that attempt, and no other can be mistaken for it.
alter table payment_item add column attempt_no text collate "C";
update payment_item i set attempt_no = (
  select a.attempt_no from attempt a
  where a.shard = i.shard and a.payable_no = i.payable_no and a.captured_amount >= i.captured and i.item_no = any(a.item_nos)
  order by cardinality(a.item_nos), a.succeeded_at, a.attempt_no limit 1)
where captured > 0;
alter table payment_item add constraint payment_item_attempt check ((attempt_no is null) = (captured = 0));

-- A surplus whose refund was rejected may be asked for again; one refund at a time is alive.
drop index refund_surplus_once;
create unique index refund_surplus_once on refund (shard, attempt_no) where source = 'surplus' and state <> 'rejected';

-- Once per line and step. A change by hand has no line: its command's key says whether it was made.
drop index stock_move_once;
create unique index stock_move_once on stock_move (ref_no, ref_line, step) where step > 0;

-- An order that gave all its money back while it waited to be confirmed is cancelled too.
alter table history drop constraint history_legal_move;
alter table history add constraint history_legal_move check (move in (
  'order:created>cancel>created_cancelled',
  'order:created>submit>pending_confirmation',
  'order:pending_confirmation>confirm>booked',
  'order:pending_confirmation>decline>booking_failed',
  'order:pending_confirmation>cancel_booked>cancelled',
  'order:booked>complete>completed',
  'order:booked>cancel_booked>cancelled',
  'order_payment:unpaid>pay_part>partly_paid',
  'order_payment:unpaid>pay>paid',
  'order_payment:partly_paid>pay>paid',
  'order_payment:unpaid>time_out>timed_out',
  'order_payment:partly_paid>time_out>timed_out',
  'trade:open>pay>paid',
  'trade:open>begin_close>closing',
  'trade:closing>pay>paid',
  'trade:closing>close>closed',
  'attempt:created>present>ready',
  'attempt:created>lose>unknown',
  'attempt:created>refuse>failed',
  'attempt:ready>refuse>failed',
  'attempt:unknown>present>ready',
  'attempt:unknown>refuse>failed',
  'attempt:created>begin_close>closing',
  'attempt:ready>begin_close>closing',
  'attempt:unknown>begin_close>closing',
  'attempt:created>close>closed',
  'attempt:ready>close>closed',
  'attempt:unknown>close>closed',
  'attempt:closing>close>closed',
  'attempt:created>succeed>succeeded',
  'attempt:ready>succeed>succeeded',
  'attempt:unknown>succeed>succeeded',
  'attempt:closing>succeed>succeeded',
  'attempt:closed>succeed>succeeded',
  'attempt:failed>succeed>succeeded',
  'attempt:created>conflict>conflicted',
  'attempt:ready>conflict>conflicted',
  'attempt:unknown>conflict>conflicted',
  'attempt:closing>conflict>conflicted',
  'attempt:closed>conflict>conflicted',
  'attempt:failed>conflict>conflicted',
  'payment:open>cover>covered',
  'payment:open>begin_close>closing',
  'payment:closing>cover>covered',
  'payment:closing>close>closed',
  'refund:requested>approve>approved',
  'refund:requested>reject>rejected',
  'refund:approved>accept>processing',
  'refund:approved>succeed>succeeded',
  'refund:approved>fail>failed',
  'refund:processing>succeed>succeeded',
  'refund:processing>fail>failed',
  'refund:failed>retry>approved',
  'refund:failed>succeed>succeeded'
));
