-- Money that people count or pay out: what one of them says, and what another confirms. Then it is evidence.
create table hand_entry (
  shard smallint not null,
  subject_no text collate "C" not null,
  seq smallint not null check (seq > 0),
  direction text collate "C" not null check (direction in ('in', 'out')),
  amount bigint not null check (amount > 0),
  currency char(3) not null,
  reference text not null,
  note text,
  occurred_at timestamptz not null,
  recorded_by text collate "C" not null,
  recorded_at timestamptz not null,
  is_confirmed boolean,
  decided_by text collate "C",
  decided_at timestamptz,
  primary key (shard, subject_no, seq),
  check ((is_confirmed is null) = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  check (decided_by <> recorded_by)
);
create unique index hand_entry_waiting on hand_entry (shard, subject_no) where is_confirmed is null;
create unique index hand_entry_confirmed on hand_entry (shard, subject_no) where is_confirmed;
create index hand_entry_newest on hand_entry (recorded_at desc, subject_no);
