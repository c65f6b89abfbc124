-- How long what is not money is kept. Payments, evidence that was verified, postings and histories are kept for ever
-- and have no row here.
create table retention_policy (
  subject      text collate "C" primary key,
  keep_days    integer not null,
  -- Bounds: shorter would break a promise of the API, longer would keep what nobody needs.
  least_days   integer not null check (least_days >= 1),
  most_days    integer not null check (most_days >= least_days),
  changed_by   text collate "C",
  changed_at   timestamptz,
  check (keep_days between least_days and most_days)
);
insert into retention_policy (subject, keep_days, least_days, most_days) values
  ('command_key', 7, 1, 90),
  ('event', 30, 7, 3650),
  ('webhook_delivery', 30, 7, 3650),
  ('push_message', 180, 7, 3650),
  ('push_try', 30, 1, 3650),
  ('push_reminder', 30, 7, 365),
  ('evidence_unverified', 30, 1, 3650);
