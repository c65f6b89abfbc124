-- Merchant webhooks: who is told (endpoint), what is owed to whom (delivery), and what each try answered (try).

create table webhook_endpoint (
  id                     text collate "C" primary key,
  -- null: an endpoint of the platform, which hears the events of every shop.
  shop_id                bigint,
  url                    text not null check (length(url) <= 2000),
  description            text not null default '' check (length(description) <= 200),
  -- empty: every type. An entry is a whole type ('order.paid') or a family ('order.*').
  event_types            text[] not null,
  state                  text not null default 'active' check (state in ('active', 'disabled', 'deleted')),
  disabled_reason        text check (disabled_reason in ('by_owner', 'gone')),
  -- Sealed with TONGBAO_SECRET; the plain secret is shown once, when it is made.
  secret                 bytea not null,
  previous_secret        bytea,
  previous_secret_until  timestamptz,
  -- Circuit breaker: failures in a row over all deliveries of the endpoint, and until when it is left alone.
  failures               integer not null default 0 check (failures >= 0),
  resting_until          timestamptz,
  created_at             timestamptz not null,
  updated_at             timestamptz not null,
  version                integer not null default 1,
  check ((previous_secret is null) = (previous_secret_until is null))
);
create index webhook_endpoint_shop on webhook_endpoint (shop_id) where state <> 'deleted';

create table webhook_delivery (
  id               bigint generated always as identity primary key,
  endpoint_id      text collate "C" not null references webhook_endpoint,
  -- The receiver's key against doubles: the same in every try, sent as webhook-id.
  event_id         text collate "C" not null,
  event_type       text not null,
  position         bigint not null,
  body             text not null,
  state            text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead', 'cancelled')),
  -- Tries of the current schedule; a resend by hand starts a new one. `tries` counts all of them.
  attempts         integer not null default 0,
  tries            integer not null default 0,
  due_at           timestamptz not null,
  -- Set while one process sends; when it passes, the sender is taken for dead and another may send.
  leased_until     timestamptz,
  last_status      integer,
  last_error       text,
  created_at       timestamptz not null,
  delivered_at     timestamptz,
  unique (endpoint_id, event_id),
  check ((state = 'delivered') = (delivered_at is not null))
);
create index webhook_delivery_due on webhook_delivery (endpoint_id, due_at, id) where state = 'waiting';
create index webhook_delivery_leased on webhook_delivery (endpoint_id) where leased_until is not null;
create index webhook_delivery_dead on webhook_delivery (id) where state = 'dead';

-- What the receiver answered; only the last tries of a delivery are kept.
create table webhook_try (
  delivery_id   bigint not null references webhook_delivery on delete cascade,
  no            integer not null,
  at            timestamptz not null,
  duration_ms   integer not null,
  status        integer,
  error         text,
  answer        text not null default '' check (length(answer) <= 1024),
  primary key (delivery_id, no)
);
