-- Commands, events and numbers: what platform/ needs.

-- One row per command that was answered for good, claimed and answered in one transaction, so another process never
-- sees a claim without its answer. `made` is the number of what the command makes, known when the key is claimed:
-- where its success can be told again from that, `answer` stays null and the row is written once.
create table command_key (
  caller text collate "C" not null,
  operation text collate "C" not null,
  key text collate "C" not null,
  request_hash text collate "C" not null,
  made text collate "C",
  answer text,
  created_at timestamptz not null,
  primary key (caller, operation, key)
) with (fillfactor = 80);
create index command_key_age on command_key using brin (created_at);

-- One row per committed batch that had something to tell; `events` is a JSON array. The publisher gives each row
-- the position of its first event; a reader follows positions, because identity order is not commit order.
create table outbox (
  id bigint generated always as identity primary key,
  position bigint,
  event_count integer not null check (event_count > 0),
  events text not null,
  recorded_at timestamptz not null
) with (fillfactor = 90);
create index outbox_unnumbered on outbox (id) where position is null;
create unique index outbox_position on outbox (position) where position is not null;

-- The next free position; held by the publisher under its advisory lock.
create table outbox_head (
  only_row boolean primary key default true check (only_row),
  next_position bigint not null
);
insert into outbox_head (next_position) values (1);

create table outbox_reader (
  name text collate "C" primary key,
  next_position bigint not null,
  updated_at timestamptz not null
);

-- A process makes business numbers with its lease digits up to `reserved_until` (a second since the epoch), never past
-- it; who takes the lease over starts after it. So numbers are unique across processes, crashes and clock steps.
create table number_lease (
  lease smallint primary key check (lease between 0 and 99),
  holder text collate "C",
  reserved_until bigint not null default 0
);
insert into number_lease (lease) select generate_series(0, 99);

-- Every state change of every machine: who, when, from → to, why. Append-only. `version` is the subject's version
-- after the move, so a subject's history is gap-free exactly when its versions are.
create table history (
  shard smallint not null,
  no text collate "C" not null,
  version integer not null,
  move text collate "C" not null,
  actor text collate "C" not null,
  reason text,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (shard, no, version),
  constraint history_legal_move check (move in (
    'order:created>cancel>created_cancelled',
    'order:created>submit>pending_confirmation',
    'order:pending_confirmation>confirm>booked',
    'order:pending_confirmation>decline>booking_failed',
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
  ))
);
