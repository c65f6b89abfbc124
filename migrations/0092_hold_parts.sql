-- A part that is taken of held money while the rest stays held 分次请款: an attempt of its own, made out of the hold.
create table hold_part (
  shard smallint not null,
  attempt_no text collate "C" not null,
  hold_no text collate "C" not null check (hold_no <> attempt_no),
  amount bigint not null check (amount > 0),
  asked_by text collate "C" not null,
  asked_at timestamptz not null,
  primary key (shard, attempt_no)
);
create index hold_part_hold on hold_part (shard, hold_no);
create trigger append_only before update or delete or truncate on hold_part for each statement execute function append_only();
