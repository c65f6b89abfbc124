-- Who may come in. Schema `auth` holds credentials in the form better-auth wants (its own column names); nothing
-- but src/modules/account reads it. Table `person` says who a signed-in person is to this house.

create schema auth;

create table auth."user" (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  "phoneNumber" text unique,
  "phoneNumberVerified" boolean,
  username text unique,
  "displayUsername" text,
  "twoFactorEnabled" boolean
);

create table auth.session (
  id text primary key,
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references auth."user" (id) on delete cascade
);
create index session_of_user on auth.session ("userId");
create index session_expiry on auth.session ("expiresAt");

create table auth.account (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth."user" (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null,
  unique ("providerId", "accountId")
);
create index account_of_user on auth.account ("userId");

create table auth.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index verification_identifier on auth.verification (identifier);

create table auth."twoFactor" (
  id text primary key,
  secret text not null,
  "backupCodes" text not null,
  "userId" text not null references auth."user" (id) on delete cascade,
  verified boolean,
  "failedVerificationCount" integer,
  "lockedUntil" timestamptz
);
create index two_factor_user on auth."twoFactor" ("userId");

-- A person, buyer or staff. `role` and `shop_id` are for staff: platform roles have no shop, merchant roles have one.
create table person (
  id text collate "C" primary key,
  kind text not null check (kind in ('buyer', 'staff')),
  name text not null check (length(name) between 1 and 60),
  phone text,
  username text,
  role text check (role in ('operations', 'service', 'finance', 'senior_finance', 'product', 'auditor', 'admin',
                            'owner', 'clerk', 'merchant_finance')),
  shop_id bigint,
  state text not null default 'active' check (state in ('active', 'disabled')),
  version integer not null default 1,
  created_at timestamptz not null,
  check ((kind = 'staff') = (role is not null)),
  check (role is null or (role in ('owner', 'clerk', 'merchant_finance')) = (shop_id is not null))
);
create index person_staff on person (id) where kind = 'staff';

-- Signed tokens of these sessions are refused until they have run out by themselves (15 minutes).
create table session_revocation (
  session_id text collate "C" primary key,
  revoked_at timestamptz not null
);
create index session_revocation_time on session_revocation (revoked_at);

-- Server keys. Only the SHA-256 of the key is kept; it has 256 random bits, so a slow hash would add nothing.
create table server_key (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 1 and 60),
  hint text not null,
  key_hash text not null unique,
  scopes text[] not null,
  shop_id bigint,
  created_by text collate "C" not null references person (id),
  created_at timestamptz not null,
  revoked_at timestamptz
);

-- One-time codes: only a keyed hash is kept, one live code per phone.
create table sign_in_code (
  phone text collate "C" primary key,
  code_hash text not null,
  expires_at timestamptz not null,
  tries integer not null default 0
);

-- Fixed-window counters behind the sign-in limits, shared by all processes.
create table sign_in_throttle (
  subject text collate "C" not null,
  window_start timestamptz not null,
  hits integer not null,
  primary key (subject, window_start)
);

-- Every write by staff: one row before it runs, one after. Each row's hash covers the row before it.
create table audit_log (
  position bigint primary key,
  at timestamptz not null,
  request_id text not null,
  stage text not null check (stage in ('begun', 'ended')),
  actor_id text not null,
  actor_role text not null,
  shop_id bigint,
  operation text not null,
  target jsonb not null,
  request_hash text not null,
  status integer,
  code text,
  previous_hash text not null,
  hash text not null unique
);
create index audit_log_actor on audit_log (actor_id, position);

create trigger append_only before update or delete or truncate on audit_log
  for each statement execute function append_only();
