-- Sign-in: the organisation, its people and what they may do, their factors, and everything with a short life.
-- Instants are timestamptz and come from the API's clock as parameters; no default and no statement reads the
-- database's own. Tokens and codes are here only as hashes, authenticator secrets only as ciphertext.

-- One row: this database is one council's.
create table organisation (
  id boolean primary key default true check (id),
  name_en text not null check (name_en <> ''),
  name_cy text not null check (name_cy <> ''),
  -- What an authenticator app shows above the code. No colon: it would split the label (Key URI format).
  issuer text not null check (issuer <> '' and issuer !~ ':'),
  two_factor boolean not null default true,
  international_numbers boolean not null default false,
  notice_en text,
  notice_cy text,
  help_phone text,
  help_email text,
  help_hours_en text,
  help_hours_cy text,
  check ((notice_en is null) = (notice_cy is null)),
  check ((help_hours_en is null) = (help_hours_cy is null))
);
insert into organisation (name_en, name_cy, issuer) values ('Your council', 'Eich cyngor', 'Vu');

create table application_policies (
  application text primary key check (application in ('customer-service-vu', 'control', 'forms-portal')),
  methods text[] not null check (methods <@ array['authenticator', 'text-message'] and cardinality(methods) between 1 and 2),
  trust_days integer not null check (trust_days between 0 and 90),
  idle_lock_minutes integer not null check (idle_lock_minutes between 1 and 60)
);
insert into application_policies (application, methods, trust_days, idle_lock_minutes) values
  ('customer-service-vu', array['authenticator', 'text-message'], 30, 15),
  ('control', array['authenticator', 'text-message'], 0, 15),
  ('forms-portal', array['authenticator', 'text-message'], 30, 15);

create table users (
  id uuid primary key,
  email text not null check (length(email) between 3 and 254),
  name text not null check (name <> ''),
  access text not null default 'allowed' check (access in ('allowed', 'denied')),
  -- Whether the person may set up a second factor with the password alone, when they have none that counts.
  enrolment text not null default 'open' check (enrolment in ('open', 'closed')),
  language text not null default 'en' check (language in ('en', 'cy')),
  password_hash text not null,
  password_changed_at timestamptz not null,
  created_at timestamptz not null,
  -- Wrong codes in a row over all methods and challenges; only a right one or an administrator sets it back.
  wrong_codes integer not null default 0 check (wrong_codes >= 0),
  -- How many locks there have been lately, which decides how long the next one is.
  code_locks integer not null default 0 check (code_locks >= 0),
  codes_last_locked_at timestamptz,
  codes_locked_until timestamptz,
  -- Set after so many wrong codes in a row that waiting no longer helps.
  codes_need_administrator boolean not null default false
);
create unique index users_email on users (lower(email));

create table groups (
  id uuid primary key,
  name text not null check (name <> ''),
  description text not null default '',
  created_at timestamptz not null
);
create unique index groups_name on groups (lower(name));

create table group_permissions (
  group_id uuid not null references groups on delete cascade,
  permission text not null check (permission <> ''),
  primary key (group_id, permission)
);

create table group_members (
  group_id uuid not null references groups on delete cascade,
  user_id uuid not null references users on delete cascade,
  primary key (group_id, user_id)
);
create index group_members_user on group_members (user_id) include (group_id);

-- Factors that count: each was confirmed by a code before its row was made.
create table text_message_factors (
  user_id uuid primary key references users on delete cascade,
  phone_number text not null check (phone_number ~ '^\+[1-9][0-9]{6,14}$'),
  confirmed_at timestamptz not null,
  last_used_at timestamptz
);

create table authenticator_factors (
  user_id uuid primary key references users on delete cascade,
  -- AES-256-GCM under the named key: nonce, ciphertext and tag in one.
  secret bytea not null,
  key_id text not null,
  -- The last time step whose code was accepted: no step counts twice.
  last_step integer not null check (last_step >= 0),
  confirmed_at timestamptz not null,
  last_used_at timestamptz
);

create table recovery_codes (
  user_id uuid not null references users on delete cascade,
  code_mac bytea not null check (octet_length(code_mac) = 32),
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (user_id, code_mac)
);

-- Wrong passwords, by a hash of the address typed, so that nobody's existence can be told from what happens here.
create table password_counters (
  account bytea not null check (octet_length(account) = 32),
  -- A network, a session, or '*' for the account over all networks.
  place text not null check (place <> ''),
  failures integer not null default 0 check (failures >= 0),
  counted_from timestamptz not null,
  paused_until timestamptz,
  last_right_at timestamptz,
  primary key (account, place)
);
create index password_counters_age on password_counters (counted_from);

create table sessions (
  id uuid primary key,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  user_id uuid not null references users on delete cascade,
  application text not null references application_policies,
  device_id uuid not null,
  device_name text not null,
  device_platform text not null,
  language text not null check (language in ('en', 'cy')),
  network text not null,
  assurance_method text not null
    check (assurance_method in ('password', 'text-message', 'authenticator', 'recovery-code', 'trusted-device')),
  assurance_at timestamptz not null,
  stepped_up_until timestamptz,
  -- Until when trust may be asked for; null once it was, or when it was never to be offered.
  trust_offer_until timestamptz,
  -- The least of the applications entered.
  idle_lock_minutes integer not null check (idle_lock_minutes between 1 and 60),
  locked_at timestamptz,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_because text
);
create index sessions_user on sessions (user_id) where ended_at is null;
create index sessions_expiry on sessions (expires_at);

-- What each application was let into by. A session enters another one only by what its policy accepts.
create table session_applications (
  session_id uuid not null references sessions on delete cascade,
  application text not null references application_policies,
  method text not null check (method in ('password', 'text-message', 'authenticator', 'recovery-code', 'trusted-device')),
  entered_at timestamptz not null,
  primary key (session_id, application)
);

create table challenges (
  id uuid primary key,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  purpose text not null check (purpose in ('sign-in', 'step-up', 'add-factor')),
  user_id uuid not null references users on delete cascade,
  application text not null references application_policies,
  session_id uuid references sessions on delete cascade,
  -- The factor that is being added, or replaced.
  adds text check (adds in ('text-message', 'authenticator')),
  device_id uuid not null,
  device_name text not null,
  device_platform text not null,
  language text not null check (language in ('en', 'cy')),
  network text not null,
  -- Tries taken, right or wrong: taken before the code is looked at.
  attempts integer not null default 0 check (attempts between 0 and 5),
  -- The number that a code from this challenge would confirm. Never one from a request that verifies.
  new_phone_number text check (new_phone_number ~ '^\+[1-9][0-9]{6,14}$'),
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at <= created_at + interval '10 minutes'),
  ended_at timestamptz,
  ended_because text check (ended_because in ('met', 'cancelled', 'too-many-wrong-codes', 'revoked')),
  check ((purpose = 'sign-in') = (session_id is null)),
  check ((purpose = 'add-factor') = (adds is not null)),
  check ((ended_at is null) = (ended_because is null))
);
create index challenges_user on challenges (user_id) where ended_at is null;
create index challenges_expiry on challenges (expires_at);

-- A secret that was shown but not confirmed. It hangs on its challenge: another sign-in never sees the same one.
create table pending_authenticators (
  challenge_id uuid primary key references challenges on delete cascade,
  secret bytea not null,
  key_id text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

-- Text messages asked for. A row is reserved before anything is sent.
create table sends (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  challenge_id uuid references challenges on delete set null,
  phone_number text not null,
  state text not null check (state in ('reserved', 'sent', 'failed')),
  reserved_at timestamptz not null,
  notify_id text,
  delivery text not null default 'sending'
    check (delivery in ('sending', 'delivered', 'phone-unreachable', 'number-unknown', 'failed')),
  delivery_checked_at timestamptz
);
create index sends_user on sends (user_id, reserved_at);
create index sends_challenge on sends (challenge_id);
create index sends_age on sends (reserved_at);

create table text_codes (
  send_id uuid primary key references sends on delete cascade,
  challenge_id uuid not null references challenges on delete cascade,
  code_mac bytea not null check (octet_length(code_mac) = 32),
  -- The number that it went to: the only one that it can confirm.
  phone_number text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  -- When a try was used up by this code after its time, which happens once.
  expired_try_at timestamptz
);
create index text_codes_challenge on text_codes (challenge_id);

-- A computer that someone trusts for one application: a family of tokens, each replaced when it is used.
create table trusted_devices (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  application text not null references application_policies,
  device_id uuid not null,
  device_name text not null,
  method text not null check (method in ('text-message', 'authenticator')),
  created_at timestamptz not null,
  last_used_at timestamptz,
  expires_at timestamptz not null check (expires_at > created_at),
  -- The newest token, and the one that it replaced, honoured until the newest is first used.
  current_hash bytea not null,
  previous_hash bytea,
  revoked_at timestamptz,
  revoked_because text,
  check ((revoked_at is null) = (revoked_because is null))
);
create index trusted_devices_user on trusted_devices (user_id) where revoked_at is null;
create index trusted_devices_expiry on trusted_devices (expires_at);

-- Every token that a family ever had, so that one which comes back is known for what it is.
create table trust_tokens (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  trusted_device_id uuid not null references trusted_devices on delete cascade,
  issued_at timestamptz not null
);
create index trust_tokens_device on trust_tokens (trusted_device_id);

create table alerts (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  kind text not null check (kind in ('new-computer', 'factor-added', 'factor-removed', 'factors-reset', 'codes-locked',
    'password-changed', 'trust-reused', 'recovery-code-used')),
  at timestamptz not null,
  detail text check (length(detail) <= 200),
  -- Where it happened, if in a session: that one isn't shown it.
  session_id uuid references sessions on delete set null,
  dismissed_at timestamptz
);
create index alerts_user on alerts (user_id, at) where dismissed_at is null;

-- What a person sees of their own sign-ins. The audit trail is the record; this is their view.
create table sign_ins (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  at timestamptz not null,
  application text not null references application_policies,
  device_id uuid not null,
  device_name text not null,
  outcome text not null check (outcome in ('signed-in', 'wrong-code', 'codes-locked', 'refused')),
  method text check (method in ('password', 'text-message', 'authenticator', 'recovery-code', 'trusted-device'))
);
create index sign_ins_user on sign_ins (user_id, at desc);
create index sign_ins_device on sign_ins (user_id, device_id) where outcome = 'signed-in';
