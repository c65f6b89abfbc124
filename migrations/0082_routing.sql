-- Which channel account takes a payment 支付路由. The whole set is one version; what used it keeps the version's number.
create table routing_rule (
  id bigint generated always as identity primary key,
  -- Lower comes first.
  priority integer not null,
  title text not null,
  -- The channel that the payer asked for, and the method; null fits any.
  channel text collate "C",
  method text collate "C",
  currency char(3),
  scene text collate "C",
  shop_id bigint,
  min_amount bigint check (min_amount >= 0),
  max_amount bigint check (max_amount >= min_amount),
  -- Accounts that may take it, and how often each is taken beside the others.
  accounts text[] not null check (cardinality(accounts) between 1 and 10),
  weights integer[] not null,
  enabled boolean not null default true,
  version integer not null default 1,
  updated_by text collate "C" not null,
  updated_at timestamptz not null,
  check (cardinality(accounts) = cardinality(weights))
);

-- What a channel keeps of a payment 渠道手续费: basis points and a fixed part, between a floor and a cap.
create table channel_fee (
  id bigint generated always as identity primary key,
  channel text collate "C" not null,
  method text collate "C",
  currency char(3) not null,
  bps integer not null check (bps between 0 and 10000),
  fixed bigint not null default 0 check (fixed >= 0),
  min_fee bigint not null default 0 check (min_fee >= 0),
  max_fee bigint check (max_fee >= min_fee),
  -- Whether the channel gives the fee back with a refund, pro rata.
  is_returned boolean not null,
  valid_from timestamptz not null,
  updated_by text collate "C" not null,
  updated_at timestamptz not null
);
create unique index channel_fee_once on channel_fee (channel, coalesce(method, ''), currency, valid_from);

create table routing_version (
  only_one boolean primary key default true check (only_one),
  version integer not null
);
insert into routing_version (version) values (1);

-- What the channel is expected to keep of an attempt, frozen when its money came; the bill says what it kept.
alter table attempt add column fee_amount bigint check (fee_amount >= 0);
