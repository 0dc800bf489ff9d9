-- E-mails on their way. Written with what they tell of, sent after that is committed, and gone when that is done. What is secret
-- in one, a temporary password, is made when it is sent, so that it is never kept in the clear.
create table emails (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  kind text not null check (kind in ('invitation', 'alert')),
  alert_id uuid unique references alerts on delete cascade check ((kind = 'alert') = (alert_id is not null)),
  -- As it was then.
  address text not null,
  language text not null check (language in ('en', 'cy')),
  created_at timestamptz not null,
  -- When it is to be tried next; while it is being sent, when another instance may take over.
  due_at timestamptz not null,
  tries integer not null default 0 check (tries >= 0)
);
create index emails_due on emails (due_at);
create index emails_user on emails (user_id);
-- One invitation at a time: another would only take the first one's password away.
create unique index emails_invitation on emails (user_id) where kind = 'invitation';

-- Somebody says that they forgot their password. There is a row whoever they say that they are; who it is is looked up when nobody
-- waits for the answer, so that its time can't tell.
create table password_recoveries (
  id uuid primary key,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  -- As it was typed, until it was looked up and written to, or found to be nobody's.
  address text,
  due_at timestamptz not null,
  tries integer not null default 0 check (tries >= 0),
  user_id uuid references users on delete cascade,
  -- Of the code that was sent.
  code_mac bytea check (octet_length(code_mac) = 32),
  application text not null,
  device_id uuid not null,
  device_name text not null,
  device_platform text not null check (device_platform in ('windows', 'macos', 'linux', 'other')),
  language text not null check (language in ('en', 'cy')),
  network text not null,
  wrong_codes integer not null default 0 check (wrong_codes >= 0),
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  -- Once the right code was given, or too many wrong ones.
  ended_at timestamptz,
  check ((user_id is null) = (code_mac is null))
);
create index password_recoveries_network on password_recoveries (network, created_at);
create index password_recoveries_user on password_recoveries (user_id, created_at) where user_id is not null;
create index password_recoveries_due on password_recoveries (due_at) where address is not null;
create index password_recoveries_old on password_recoveries (expires_at);

-- What comes after the code: the second factor, and then the new password. Two of the constraints have names that PostgreSQL gave.
do $$
declare
  name text;
begin
  for name in
    select conname from pg_constraint
    where conrelid = 'challenges'::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%purpose%'
      and pg_get_constraintdef(oid) not like '%for_account%'
  loop
    execute format('alter table challenges drop constraint %I', name);
  end loop;
end $$;
alter table challenges
  add constraint challenges_purpose_check check (purpose in ('sign-in', 'step-up', 'add-factor', 'new-password')),
  add constraint challenges_session_purpose_check check ((purpose in ('sign-in', 'new-password')) = (session_id is null)),
  add constraint challenges_adds_purpose_check check ((purpose = 'add-factor') = (adds is not null)),
  add constraint challenges_proof_purpose_check check (
    case purpose
      when 'sign-in' then proved_with in ('text-message', 'authenticator')
      when 'new-password' then proved_with in ('text-message', 'authenticator')
      when 'step-up' then proved_with in ('text-message', 'authenticator', 'step-up')
      else proved_with in ('step-up', 'recovery-code')
    end);
