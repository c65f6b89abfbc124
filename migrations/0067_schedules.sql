-- What is due in parts, each by its day: a deposit and the rest, instalments, a supplement for what was used beyond the
-- booking. Which of them are paid is read from what came in, in this order.
create table payment_instalment (
  shard smallint not null,
  payable_no text collate "C" not null,
  seq smallint not null check (seq > 0),
  kind text collate "C" not null check (kind in ('deposit', 'balance', 'instalment', 'supplement')),
  amount bigint not null check (amount >= 0),
  due_at timestamptz not null,
  is_kept boolean not null,
  item_no text collate "C",
  reason text,
  asked_by text collate "C" not null,
  created_at timestamptz not null,
  primary key (shard, payable_no, seq),
  check ((kind = 'supplement') = (item_no is not null))
);
create index payment_instalment_due on payment_instalment (due_at) where amount > 0;
-- The plan that the buyer chose before he paid; null: all at once.
alter table payment add column plan text collate "C";
