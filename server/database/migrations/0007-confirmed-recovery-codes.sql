-- Recovery codes that were shown and not yet confirmed as saved. They hang on the session that made them; none works.
create table pending_recovery_codes (
  session_id uuid not null references sessions on delete cascade,
  code_mac bytea not null check (octet_length(code_mac) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (session_id, code_mac)
);

-- The session that confirmed a code, so that confirming again after a lost answer is no mistake.
alter table recovery_codes add column session_id uuid references sessions on delete set null;
create index recovery_codes_session on recovery_codes (session_id) where session_id is not null;
