-- Several attempts may cover one item (part and combined payments): what each pays of it is a share of its own, and
-- what goes back goes back along the shares.
create table payment_share (
  shard smallint not null,
  payable_no text collate "C" not null,
  item_no text collate "C" not null,
  attempt_no text collate "C" not null,
  amount bigint not null check (amount > 0),
  refunding bigint not null default 0,
  refunded bigint not null default 0,
  primary key (shard, payable_no, item_no, attempt_no),
  check (refunding >= 0 and refunded >= 0 and refunding + refunded <= amount)
) with (fillfactor = 70);
insert into payment_share (shard, payable_no, item_no, attempt_no, amount, refunding, refunded)
select shard, payable_no, item_no, attempt_no, captured, refunding, refunded from payment_item where captured > 0;
alter table payment_item drop column attempt_no;

-- How the payment may be paid, frozen when it is opened: plan one (one open attempt at a time) and plan two (parts).
alter table payment add column is_one_at_a_time boolean not null default true;
alter table payment add column takes_parts boolean not null default false;

-- `is_open`: its money may still come as it was asked for. Replaces the payment's one open attempt.
alter table attempt add column is_open boolean not null default false;
update attempt a set is_open = true from payment p where p.shard = a.shard and p.open_attempt_no = a.attempt_no;
alter table payment drop column open_attempt_no;
-- Attempts of one act of paying (组合支付) share a group, named by the number of its first attempt.
alter table attempt add column group_no text collate "C";
alter table attempt add column capture text collate "C" not null default 'automatic' check (capture in ('automatic', 'manual'));
-- What is held for us and not taken yet, and until when the channel holds it.
alter table attempt add column held_amount bigint not null default 0 check (held_amount >= 0);
alter table attempt add column held_until timestamptz;
-- What the channel was told of the payer, so that the same may be asked again.
alter table attempt add column payer jsonb;

-- A refund over several attempts is one request; its number is the first of its refunds.
alter table refund add column request_no text collate "C";
update refund set request_no = refund_no;
alter table refund alter column request_no set not null;
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
  'attempt:created>authorize>authorized',
  'attempt:ready>authorize>authorized',
  'attempt:unknown>authorize>authorized',
  'attempt:closed>authorize>closing',
  'attempt:failed>authorize>closing',
  'attempt:created>begin_close>closing',
  'attempt:ready>begin_close>closing',
  'attempt:unknown>begin_close>closing',
  'attempt:authorized>begin_close>closing',
  'attempt:created>close>closed',
  'attempt:ready>close>closed',
  'attempt:unknown>close>closed',
  'attempt:authorized>close>closed',
  'attempt:closing>close>closed',
  'attempt:created>succeed>succeeded',
  'attempt:ready>succeed>succeeded',
  'attempt:unknown>succeed>succeeded',
  'attempt:authorized>succeed>succeeded',
  'attempt:closing>succeed>succeeded',
  'attempt:closed>succeed>succeeded',
  'attempt:failed>succeed>succeeded',
  'attempt:created>conflict>conflicted',
  'attempt:ready>conflict>conflicted',
  'attempt:unknown>conflict>conflicted',
  'attempt:authorized>conflict>conflicted',
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
  'refund:failed>reject>rejected',
  'refund:failed>succeed>succeeded'
));
