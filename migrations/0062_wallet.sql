-- Money or points put into a wallet, or taken out of it, by hand: asked for by one person, decided by another.
create table wallet_adjustment (
  adjustment_no text collate "C" primary key,
  buyer_id text collate "C" not null,
  kind text collate "C" not null check (kind in ('wallet', 'points')),
  direction text collate "C" not null check (direction in ('in', 'out')),
  currency char(3) not null,
  amount bigint not null check (amount >= 0),
  units bigint not null check (units >= 0),
  reason text not null,
  state text collate "C" not null,
  requested_by text collate "C" not null,
  requested_at timestamptz not null,
  decided_by text collate "C",
  decided_at timestamptz,
  decision_reason text,
  version int not null,
  check (case kind when 'points' then units > 0 else amount > 0 and units = 0 end),
  check ((state = 'requested') = (decided_by is null)),
  check (decided_by is distinct from requested_by)
);
create index wallet_adjustment_waiting on wallet_adjustment (adjustment_no) where state = 'requested';
create index wallet_adjustment_buyer on wallet_adjustment (buyer_id, adjustment_no desc);
-- Every wallet of a buyer is found by him.
create index account_member on account (owner_id) where owner_type = 'member';

-- A refund may go to the payer's wallet instead of the way it came; and its channel may want some time between two.
alter table refund add column to_wallet boolean not null default false;
alter table refund add column planned_at timestamptz;
