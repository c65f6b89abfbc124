-- What the auditor found. A run reads one snapshot; a break stays open until a whole run no longer finds it.
create table auditor_run (
  id bigint generated always as identity primary key,
  scope text collate "C" not null check (scope in ('changed', 'whole')),
  -- Events of the outbox that the run has seen: positions below `to_position`.
  from_position bigint not null,
  to_position bigint not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  checks integer not null,
  breaks integer not null,
  results jsonb not null
);

create table auditor_break (
  id bigint generated always as identity primary key,
  code text collate "C" not null,
  subject text collate "C" not null,
  detail jsonb not null,
  first_run_id bigint not null,
  last_run_id bigint not null,
  found_at timestamptz not null,
  last_seen_at timestamptz not null,
  resolved_at timestamptz
);
create unique index auditor_break_open on auditor_break (code, subject) where resolved_at is null;
