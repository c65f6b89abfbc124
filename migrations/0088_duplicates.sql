-- What may have been paid twice 重复支付. A finding moves no money: a person looks at it and says so.
create table duplicate_finding (
  id bigint generated always as identity primary key,
  -- `surplus`: more came in than was due and nothing gives it back; `same_goods`: two trades alike, paid shortly one
  -- after the other.
  kind text collate "C" not null check (kind in ('surplus', 'same_goods')),
  attempt_no text collate "C" not null,
  payable_no text collate "C" not null,
  other_attempt_no text collate "C",
  other_payable_no text collate "C",
  order_nos text[] not null,
  buyer_id text collate "C" not null,
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  found_at timestamptz not null,
  seen_by text collate "C",
  seen_at timestamptz,
  note text,
  check ((seen_by is null) = (seen_at is null))
);
create unique index duplicate_finding_once on duplicate_finding (kind, attempt_no, coalesce(other_attempt_no, ''));
create index duplicate_finding_unseen on duplicate_finding (id) where seen_at is null;

create table duplicate_scan (
  id bigint generated always as identity primary key,
  asked_by text collate "C" not null,
  scanned_at timestamptz not null,
  since timestamptz not null,
  found int not null
);

create index attempt_surplus on attempt (attempt_no) where surplus_amount > 0;
