-- Secured orders 担保: money promised and not ours yet keeps a trade open beyond its time limit.
alter table trade add column secured_by text collate "C" check (secured_by in ('hold', 'delivery'));
drop index trade_due;
create index trade_due on trade (expires_at) where state = 'open' and secured_by is null;

-- The intent to take held money, written before the channel hears of it. Held money is taken once.
create table hold_capture (
  shard smallint not null,
  attempt_no text collate "C" not null,
  capture_no text collate "C" not null unique,
  amount bigint not null check (amount > 0),
  asked_by text collate "C" not null,
  asked_at timestamptz not null,
  primary key (shard, attempt_no)
);
create trigger append_only before update or delete or truncate on hold_capture for each statement execute function append_only();
create index attempt_held on attempt (held_until) where state = 'authorized';

-- What was used beyond the booking stands in a line of its own, which holds no stock.
alter table order_line add column kind text collate "C" not null default 'goods' check (kind in ('goods', 'supplement'));

-- Of a deposit, what its terms left with the shop.
alter table payment_item add column kept bigint not null default 0 check (kept >= 0);
alter table payment_item add check (refunding + refunded + kept <= captured);

alter table history drop constraint history_legal_move;
alter table history add constraint history_legal_move check (move in (
  'order:created>cancel>created_cancelled',
  'order:created>submit>pending_confirmation',
  'order:pending_confirmation>confirm>booked',
  'order:pending_confirmation>decline>booking_failed',
  'order:pending_confirmation>cancel_booked>cancelled',
  'order:pending_confirmation>withdraw>cancelled',
  'order:booked>withdraw>cancelled',
  'order:booked>complete>completed',
  'order:booked>cancel_booked>cancelled',
  'order_payment:unpaid>pay_part>partly_paid',
  'order_payment:unpaid>pay>paid',
  'order_payment:partly_paid>pay>paid',
  'order_payment:paid>owe>partly_paid',
  'order_payment:unpaid>time_out>timed_out',
  'order_payment:partly_paid>time_out>timed_out',
  'trade:open>pay>paid',
  'trade:open>begin_close>closing',
  'trade:closing>pay>paid',
  'trade:closing>close>closed',
  'trade:paid>owe>open',
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
  'payment:covered>owe>open',
  'refund:requested>approve>approved',
  'refund:requested>reject>rejected',
  'refund:approved>accept>processing',
  'refund:approved>succeed>succeeded',
  'refund:approved>fail>failed',
  'refund:processing>succeed>succeeded',
  'refund:processing>fail>failed',
  'refund:failed>retry>approved',
  'refund:failed>reject>rejected',
  'refund:failed>succeed>succeeded',
  'adjustment:requested>approve>approved',
  'adjustment:requested>reject>rejected'
));
