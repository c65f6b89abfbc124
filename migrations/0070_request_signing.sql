-- Requests that a server signs: credentials beside its key, and the numbers it has used up.

alter table server_key
  -- Only requests signed by one of its credentials are let in; the bare key is refused.
  add column signed_only boolean not null default false,
  -- The largest refund it may ask for, in fen; null: no limit. Approving one always takes a person.
  add column refund_limit bigint check (refund_limit >= 0),
  -- The key before a rotation is let in until its time is over.
  add column previous_hash text unique,
  add column previous_until timestamptz,
  add column last_used_at timestamptz,
  add column version integer not null default 1,
  add constraint server_key_rotation check ((previous_hash is null) = (previous_until is null));

create table signing_credential (
  -- Goes over the wire with each request; it is no secret.
  id             text collate "C" primary key,
  key_id         bigint not null references server_key,
  algorithm      text not null check (algorithm in ('HMAC-SHA256', 'RSA-SHA256', 'Ed25519')),
  -- HMAC: the shared secret, sealed with TONGBAO_SECRET; shown once, when it is made.
  sealed_secret  bytea,
  -- RSA and Ed25519: the caller's public key (SPKI, PEM). The private one never comes here.
  public_key     text check (length(public_key) <= 4000),
  created_by     text collate "C" not null references person (id),
  created_at     timestamptz not null,
  -- A rotation lets the earlier credential sign until then.
  ends_at        timestamptz,
  revoked_at     timestamptz,
  last_used_at   timestamptz,
  check ((algorithm = 'HMAC-SHA256') = (sealed_secret is not null)),
  check ((algorithm = 'HMAC-SHA256') = (public_key is null))
);
create index signing_credential_key on signing_credential (key_id);

-- Numbers used once: kept until a request that carries one would be too old anyway.
create table signing_nonce (
  credential_id  text collate "C" not null,
  nonce          text collate "C" not null,
  expires_at     timestamptz not null,
  primary key (credential_id, nonce)
);
create index signing_nonce_expiry on signing_nonce (expires_at);
