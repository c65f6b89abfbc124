-- How payments may be made, per scene, and what points are worth. Every change is a new version; the newest holds.
create table payment_setting (
  name text collate "C" not null,
  version int not null check (version > 0),
  value jsonb not null,
  changed_by text collate "C" not null,
  reason text not null,
  changed_at timestamptz not null,
  primary key (name, version)
);
-- What a leg in our own books holds in units of its own (points); null where the money itself is held.
alter table attempt add column units bigint check (units > 0);
create trigger append_only before update or delete or truncate on payment_setting for each statement execute function append_only();
