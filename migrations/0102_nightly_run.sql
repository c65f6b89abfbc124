-- When work of the night was last taken by a process: by one of all, and made up for when nobody ran at its time.
create table nightly_run (
  name text primary key,
  taken_at timestamptz not null
);
