-- A session gets a new token whenever its person proves anew who they are. What was asked with the one before is still
-- answered for a moment, by less than the session may now.
create table replaced_tokens (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  session_id uuid not null references sessions on delete cascade,
  replaced_at timestamptz not null,
  -- Replaced by an unlock: for it, the session stays locked.
  was_locked boolean not null
);
create index replaced_tokens_session on replaced_tokens (session_id);

alter table alerts drop constraint alerts_kind_check, add constraint alerts_kind_check
  check (kind in ('new-computer', 'factor-added', 'factor-removed', 'factors-reset', 'codes-locked', 'password-changed', 'trust-reused',
    'recovery-code-used', 'pass-granted', 'pass-given', 'computer-ended', 'help-desk-code', 'signed-out-everywhere'));
