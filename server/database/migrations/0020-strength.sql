-- Strength follows the application: what a step-up was given with, and codes from the help desk.

alter table organisation
  -- Whether a first way to get codes takes a code from the help desk as well as the password.
  add column code_at_first_enrolment boolean not null default false;

-- By what the session was stepped up. Those from before are for a few minutes and say nothing of it: they end.
alter table sessions add column stepped_up_with text
  check (stepped_up_with in ('password', 'text-message', 'authenticator', 'recovery-code'));
update sessions set stepped_up_until = null where stepped_up_until is not null;

alter table challenges
  -- For a change to the person's own account, which no application's policy is about.
  add column for_account boolean not null default false check (not for_account or purpose = 'step-up'),
  -- When a code from the help desk was taken in it.
  add column help_desk_code_at timestamptz check (help_desk_code_at <= expires_at),
  drop constraint challenges_proved_with_check,
  add constraint challenges_proved_with_check check (proved_with in ('text-message', 'authenticator', 'step-up', 'recovery-code')),
  drop constraint challenges_proof_purpose_check,
  -- A factor that is being added has its proof from the session: a step-up, or the recovery code that it was signed in with.
  add constraint challenges_proof_purpose_check check (
    case purpose
      when 'sign-in' then proved_with in ('text-message', 'authenticator')
      when 'step-up' then proved_with in ('text-message', 'authenticator', 'step-up')
      else proved_with in ('step-up', 'recovery-code')
    end);

-- A code that the help desk reads out to somebody, for one purpose. Each person has one of each purpose at most: another
-- takes its place.
create table help_desk_codes (
  user_id uuid not null references users on delete cascade,
  purpose text not null check (purpose in ('enrol', 'new-computer')),
  code_mac bytea not null check (octet_length(code_mac) = 32),
  -- The manager; null for an operator, whom the audit trail names.
  issued_by uuid references users on delete set null check (issued_by <> user_id),
  issued_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > issued_at),
  used_at timestamptz,
  -- Wrong codes given in its place.
  tries integer not null default 0 check (tries >= 0),
  primary key (user_id, purpose)
);

alter table alerts drop constraint alerts_kind_check, add constraint alerts_kind_check
  check (kind in ('new-computer', 'factor-added', 'factor-removed', 'factors-reset', 'codes-locked', 'password-changed', 'trust-reused',
    'recovery-code-used', 'pass-granted', 'pass-given', 'computer-ended', 'help-desk-code'));
