-- Pushes 推送: what people are told of a node, over which way, and what became of each message.

-- What staff switched away from the defaults that stand in the code; a cell without a row is as the code says.
create table push_switch (
  node        text collate "C" not null,
  audience    text collate "C" not null check (audience in ('buyer', 'carrier', 'merchant', 'platform')),
  way         text collate "C" not null check (way in ('site', 'sms', 'mail', 'app', 'webhook')),
  is_on       boolean not null,
  changed_by  text collate "C" not null,
  changed_at  timestamptz not null,
  primary key (node, audience, way)
);

create table push_message (
  id            bigint generated always as identity primary key,
  -- Source (an event's position, or a reminder) × audience × way × recipient: the same is told once.
  dedup_key     text collate "C" not null unique,
  node          text collate "C" not null,
  audience      text collate "C" not null check (audience in ('buyer', 'carrier', 'merchant', 'platform')),
  way           text collate "C" not null check (way in ('site', 'sms', 'mail', 'app')),
  -- 'buyer:…', 'shop:…', 'platform', 'carrier'
  recipient     text collate "C" not null,
  -- A phone, a mail address, a device; null in the inbox, which needs none.
  address       text,
  subject_no    text collate "C" not null,
  -- Written out when it is made, so that what was told stands as it was told.
  title_zh      text not null,
  title_en      text not null,
  body_zh       text not null,
  body_en       text not null,
  language      text not null check (language in ('zh-CN', 'en')),
  -- The filled variables: gateways with registered templates take these instead of the text.
  variables     jsonb not null,
  state         text not null check (state in ('waiting', 'delivered', 'dead', 'cancelled')),
  -- Tries of the current round; a resend by hand starts a new round. `tries` counts all of them.
  attempts      integer not null default 0,
  tries         integer not null default 0,
  round         integer not null default 1,
  due_at        timestamptz not null,
  -- After this nobody needs to hear it any more (a reminder of a trade that has closed).
  expires_at    timestamptz,
  leased_until  timestamptz,
  last_error    text,
  -- What the provider calls it.
  provider_id   text,
  occurred_at   timestamptz not null,
  created_at    timestamptz not null,
  delivered_at  timestamptz,
  read_at       timestamptz,
  read_by       text collate "C",
  check ((state = 'delivered') = (delivered_at is not null)),
  check (way = 'site' or address is not null)
) with (fillfactor = 85);
create index push_message_due on push_message (way, due_at, id) where state = 'waiting';
create index push_message_waiting on push_message (subject_no) where state = 'waiting';
create index push_message_dead on push_message (id) where state = 'dead';
create index push_message_inbox on push_message (recipient, id desc) where way = 'site';
create index push_message_unread on push_message (recipient) where way = 'site' and read_at is null;
create index push_message_subject on push_message (subject_no);
create index push_message_age on push_message (created_at);

-- What a provider answered; only the last tries of a message are kept.
create table push_try (
  message_id   bigint not null references push_message on delete cascade,
  no           integer not null,
  at           timestamptz not null,
  duration_ms  integer not null,
  outcome      text not null check (outcome in ('accepted', 'later', 'never')),
  error        text check (length(error) <= 300),
  primary key (message_id, no)
);

-- Where somebody is reached, and over which ways he wants to be. An address stands here once it is proven by a code.
create table push_contact (
  recipient   text collate "C" primary key,
  phone       text collate "C",
  mail        text,
  device      text collate "C" check (length(device) <= 500),
  ways        text[] not null,
  language    text not null check (language in ('zh-CN', 'en')),
  updated_at  timestamptz not null,
  version     integer not null default 1
);

create table push_contact_code (
  recipient     text collate "C" not null,
  way           text collate "C" not null check (way in ('sms', 'mail')),
  address       text not null,
  code_hash     text collate "C" not null,
  expires_at    timestamptz not null,
  tries         integer not null default 0,
  sent_at       timestamptz not null,
  -- Codes of the current day, so that nobody's letter box is filled in our name.
  sent_count    integer not null default 1,
  window_start  timestamptz not null,
  primary key (recipient, way)
);

-- How long before the end of its time to pay an unpaid trade is reminded, and how often one that is paid in part.
create table push_lead (
  scene                text collate "C" primary key,
  before_close_minutes  integer not null check (before_close_minutes between 1 and 4320),
  part_paid_minutes     integer not null check (part_paid_minutes between 10 and 43200),
  changed_by            text collate "C" not null,
  changed_at            timestamptz not null
);

-- Each reminder of a subject. due_at null: it was given and never comes again.
create table push_reminder (
  kind        text collate "C" not null check (kind in ('before_close', 'part_paid', 'instalment')),
  subject     text collate "C" not null,
  rounds      integer not null default 0,
  due_at      timestamptz,
  created_at  timestamptz not null,
  primary key (kind, subject)
);
create index push_reminder_due on push_reminder (due_at) where due_at is not null;
create index push_reminder_age on push_reminder (created_at) where due_at is null;

-- Events from before this migration were nobody's to tell.
insert into outbox_reader (name, next_position, updated_at)
select 'push', next_position, now() from outbox_head on conflict do nothing;
