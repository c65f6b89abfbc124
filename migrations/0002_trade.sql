-- Stock, orders, payments and the ledger. The buyer's tables lead with `shard` (the last two digits of their numbers).

create table stock (
  sku_id bigint not null,
  warehouse_id integer not null,
  on_hand bigint not null default 0,
  available bigint not null default 0 check (available >= 0),
  reserved bigint not null default 0 check (reserved >= 0),
  committed bigint not null default 0 check (committed >= 0),
  damaged bigint not null default 0 check (damaged >= 0),
  activity bigint not null default 0 check (activity >= 0),
  in_transit bigint not null default 0 check (in_transit >= 0),
  version bigint not null default 0,
  primary key (sku_id, warehouse_id),
  constraint stock_identity check (on_hand = available + reserved + committed + damaged + activity)
) with (fillfactor = 50);

-- The journal of stock: each move names how far every bucket went, so a bucket is the sum of its moves.
create table stock_move (
  sku_id bigint not null,
  warehouse_id integer not null,
  version bigint not null,
  kind text collate "C" not null,
  available integer not null default 0,
  reserved integer not null default 0,
  committed integer not null default 0,
  damaged integer not null default 0,
  activity integer not null default 0,
  in_transit integer not null default 0,
  ref_no text collate "C" not null,
  ref_line smallint not null,
  step smallint not null,
  actor text collate "C" not null,
  reason text,
  occurred_at timestamptz not null,
  primary key (sku_id, warehouse_id, version)
);
-- Step 1 holds stock for a line, step 2 resolves the hold (commit or release, never both), step 3 what follows a commit.
create unique index stock_move_once on stock_move (ref_no, ref_line, step);

create table trade (
  shard smallint not null,
  trade_no text collate "C" not null,
  buyer_id text collate "C" not null,
  state text collate "C" not null,
  scene text collate "C" not null,
  currency char(3) not null,
  goods_amount bigint not null,
  shop_discount bigint not null,
  platform_discount bigint not null,
  points_amount bigint not null,
  freight_amount bigint not null,
  payable_amount bigint not null check (payable_amount >= 0),
  order_nos text[] not null,
  address jsonb,
  invoice jsonb,
  quote_hash text collate "C" not null,
  placed_at timestamptz not null,
  expires_at timestamptz not null,
  closing_since timestamptz,
  paid_at timestamptz,
  closed_at timestamptz,
  close_reason text,
  version integer not null default 1,
  primary key (shard, trade_no)
) with (fillfactor = 85);
create index trade_due on trade (expires_at) where state = 'open';
create index trade_closing on trade (closing_since) where state = 'closing';

create table shop_order (
  shard smallint not null,
  order_no text collate "C" not null,
  trade_no text collate "C" not null,
  shop_id bigint not null,
  buyer_id text collate "C" not null,
  state text collate "C" not null,
  payment_state text collate "C" not null,
  scene text collate "C" not null,
  currency char(3) not null,
  goods_amount bigint not null,
  shop_discount bigint not null,
  platform_discount bigint not null,
  points_amount bigint not null,
  freight_amount bigint not null,
  tax_amount bigint not null default 0,
  payable_amount bigint not null check (payable_amount >= 0),
  received_amount bigint not null default 0,
  refunded_amount bigint not null default 0,
  auto_confirm boolean not null,
  allocation_no text collate "C",
  remark text,
  placed_at timestamptz not null,
  paid_at timestamptz,
  confirmed_at timestamptz,
  completed_at timestamptz,
  cancelled_at timestamptz,
  cancel_reason text,
  version integer not null default 1,
  primary key (shard, order_no),
  check (goods_amount - shop_discount - platform_discount - points_amount + freight_amount + tax_amount = payable_amount),
  check (refunded_amount between 0 and received_amount)
) with (fillfactor = 85);
create index shop_order_buyer on shop_order (shard, buyer_id, order_no desc);
create index shop_order_shop on shop_order (shop_id, order_no desc);

-- A line is the snapshot of what was sold and the frozen ledger of its price: amount `stage_amounts[i]` of stage
-- `stages[i]` (see pricing/types.ts); the view price_ledger shows it as rows.
create table order_line (
  shard smallint not null,
  order_no text collate "C" not null,
  line_no smallint not null,
  sku_id bigint not null,
  spu_id bigint not null,
  warehouse_id integer not null,
  catalog_version bigint not null,
  title text not null,
  spec_text text not null,
  image text not null,
  quantity integer not null check (quantity > 0),
  unit_price bigint not null check (unit_price >= 0),
  goods_amount bigint not null check (goods_amount >= 0),
  shop_discount bigint not null check (shop_discount >= 0),
  platform_discount bigint not null check (platform_discount >= 0),
  points_amount bigint not null check (points_amount >= 0),
  freight_amount bigint not null check (freight_amount >= 0),
  tax_amount bigint not null default 0 check (tax_amount >= 0),
  payable_amount bigint not null check (payable_amount >= 0),
  stages smallint[] not null,
  stage_amounts bigint[] not null,
  refunded_quantity integer not null default 0,
  primary key (shard, order_no, line_no),
  check (goods_amount - shop_discount - platform_discount - points_amount + freight_amount + tax_amount = payable_amount),
  check (refunded_quantity between 0 and quantity)
) with (fillfactor = 95);
create index order_line_sku on order_line (sku_id);

create view price_ledger as
select l.shard, l.order_no, l.line_no, s.stage, s.amount
from order_line l, unnest(l.stages, l.stage_amounts) as s(stage, amount);

create table payment (
  shard smallint not null,
  payable_no text collate "C" not null,
  buyer_id text collate "C" not null,
  state text collate "C" not null,
  currency char(3) not null,
  due bigint not null check (due >= 0),
  captured bigint not null default 0,
  surplus bigint not null default 0,
  refunding bigint not null default 0,
  refunded bigint not null default 0,
  surplus_refunding bigint not null default 0,
  surplus_refunded bigint not null default 0,
  open_attempt_no text collate "C",
  expires_at timestamptz not null,
  created_at timestamptz not null,
  version integer not null default 1,
  primary key (shard, payable_no),
  check (captured between 0 and due),
  check (refunding >= 0 and refunded >= 0 and refunding + refunded <= captured),
  check (surplus_refunding >= 0 and surplus_refunded >= 0 and surplus_refunding + surplus_refunded <= surplus)
) with (fillfactor = 70);

create table payment_item (
  shard smallint not null,
  payable_no text collate "C" not null,
  item_no text collate "C" not null,
  allocation_no text collate "C" not null,
  payee_id bigint not null,
  due bigint not null check (due >= 0),
  captured bigint not null default 0,
  refunding bigint not null default 0,
  refunded bigint not null default 0,
  cancelled boolean not null default false,
  primary key (shard, payable_no, item_no),
  check (captured between 0 and due),
  check (refunding >= 0 and refunded >= 0 and refunding + refunded <= captured)
) with (fillfactor = 70);

create table attempt (
  shard smallint not null,
  attempt_no text collate "C" not null,
  payable_no text collate "C" not null,
  item_nos text[] not null,
  channel text collate "C" not null,
  method text collate "C" not null,
  state text collate "C" not null,
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  description text not null,
  presentation jsonb,
  channel_no text collate "C",
  received_amount bigint not null default 0,
  captured_amount bigint not null default 0,
  surplus_amount bigint not null default 0,
  failure_code text collate "C",
  expires_at timestamptz not null,
  next_query_at timestamptz,
  query_count integer not null default 0,
  created_at timestamptz not null,
  succeeded_at timestamptz,
  version integer not null default 1,
  primary key (shard, attempt_no),
  check (captured_amount + surplus_amount = received_amount)
) with (fillfactor = 70);
create index attempt_payable on attempt (shard, payable_no);
create index attempt_due on attempt (next_query_at) where next_query_at is not null;
create unique index attempt_channel_no on attempt (channel, channel_no) where channel_no is not null;

-- What a channel or a person told us, as it came. Unique among verified evidence only: a forgery takes nobody's place.
create table evidence (
  id bigint generated always as identity primary key,
  channel text collate "C" not null,
  kind text collate "C" not null check (kind in ('notice', 'query', 'operator')),
  source_id text collate "C" not null,
  verified boolean not null,
  verdict text collate "C" not null,
  subject_no text collate "C",
  report jsonb,
  headers jsonb not null,
  body bytea not null,
  received_at timestamptz not null,
  applied_at timestamptz,
  outcome text
) with (fillfactor = 80);
create unique index evidence_once on evidence (channel, kind, source_id) where verified;
create index evidence_waiting on evidence (id) where verified and applied_at is null;
create index evidence_subject on evidence (subject_no) where subject_no is not null;
create index evidence_unverified on evidence (received_at) where not verified;

create table refund (
  shard smallint not null,
  refund_no text collate "C" not null,
  payable_no text collate "C" not null,
  item_no text collate "C",
  attempt_no text collate "C" not null,
  source text collate "C" not null check (source in ('item', 'surplus')),
  state text collate "C" not null,
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  components jsonb,
  reason text not null,
  requested_by text collate "C" not null,
  decided_by text collate "C",
  channel_refund_no text collate "C",
  failure_code text collate "C",
  next_at timestamptz,
  tries integer not null default 0,
  requested_at timestamptz not null,
  succeeded_at timestamptz,
  version integer not null default 1,
  primary key (shard, refund_no)
) with (fillfactor = 70);
create index refund_due on refund (next_at) where next_at is not null;
create index refund_payable on refund (shard, payable_no);
-- The rule that gives a surplus back makes one refund per attempt, however often it runs.
create unique index refund_surplus_once on refund (shard, attempt_no) where source = 'surplus';

-- Money in and out of the channels 流水, append-only.
create table payment_flow (
  shard smallint not null,
  source_no text collate "C" not null,
  payable_no text collate "C" not null,
  direction text collate "C" not null check (direction in ('in', 'out')),
  channel text collate "C" not null,
  channel_no text collate "C" not null,
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  description text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (shard, source_no)
);
create index payment_flow_payable on payment_flow (shard, payable_no);

create table account (
  id bigint generated always as identity primary key,
  owner_type text collate "C" not null,
  owner_id text collate "C" not null,
  purpose text collate "C" not null,
  currency char(3) not null,
  normal_side text collate "C" not null check (normal_side in ('debit', 'credit')),
  created_at timestamptz not null,
  unique (owner_type, owner_id, purpose, currency)
);

create table balance (
  account_id bigint primary key,
  debit bigint not null default 0 check (debit >= 0),
  credit bigint not null default 0 check (credit >= 0),
  floor bigint,
  version bigint not null default 0,
  constraint balance_floor check (floor is null or credit - debit >= floor)
) with (fillfactor = 50);

create table journal (
  journal_no text collate "C" primary key,
  event text collate "C" not null,
  ref_no text collate "C" not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null,
  reverses text collate "C",
  unique (ref_no, event)
);

-- amount > 0 is a debit, < 0 a credit; balance_after is debit − credit after this posting.
create table posting (
  journal_no text collate "C" not null,
  seq smallint not null,
  account_id bigint not null,
  amount bigint not null check (amount <> 0),
  currency char(3) not null,
  balance_after bigint not null,
  account_version bigint not null,
  primary key (journal_no, seq)
);
create unique index posting_account on posting (account_id, account_version);

-- A journal that does not sum to zero cannot be written. Checked once per statement over the rows it adds.
create function posting_sums_to_zero() returns trigger language plpgsql as $$
begin
  if exists (select from added group by journal_no, currency having sum(amount) <> 0) then
    raise exception 'journal does not sum to zero' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger posting_sums_to_zero after insert on posting
  referencing new table as added for each statement execute function posting_sums_to_zero();

-- What explains money is never rewritten, not even by the owner of the tables by mistake.
create function append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete or truncate on journal for each statement execute function append_only();
create trigger append_only before update or delete or truncate on posting for each statement execute function append_only();
create trigger append_only before update or delete or truncate on history for each statement execute function append_only();
create trigger append_only before update or delete or truncate on stock_move for each statement execute function append_only();
create trigger append_only before update or delete or truncate on payment_flow for each statement execute function append_only();
