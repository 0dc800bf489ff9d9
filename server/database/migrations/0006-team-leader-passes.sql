-- Team-leader passes: one sign-in without a phone, to one application, until the shift ends.

alter table organisation
  -- By the clock on the wall in London.
  add column shift_ends text not null default '20:00' check (shift_ends ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$');

alter table application_policies add column passes boolean not null default true;
-- Managers change what others may do: for that no colleague's word is enough, unless a council says so.
update application_policies set passes = false where application = 'control';

-- The reason is in the audit trail and nowhere else.
create table sign_in_passes (
  id uuid primary key,
  -- A pass is good only in the challenge that asked for it, and so for ten minutes, on that computer.
  challenge_id uuid references challenges on delete set null,
  user_id uuid not null references users on delete cascade,
  application text not null references application_policies,
  device_name text not null,
  requested_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'granted', 'declined', 'used')),
  leader_id uuid references users on delete set null check (leader_id <> user_id),
  decided_at timestamptz,
  -- When the sign-in ends.
  ends_at timestamptz,
  used_at timestamptz,
  check ((state = 'waiting') = (decided_at is null)),
  check ((state in ('granted', 'used')) = (ends_at is not null)),
  check ((state = 'used') = (used_at is not null))
);
create unique index sign_in_passes_one_open on sign_in_passes (challenge_id) where state in ('waiting', 'granted');
create index sign_in_passes_challenge on sign_in_passes (challenge_id);
create index sign_in_passes_user on sign_in_passes (user_id, requested_at);
create index sign_in_passes_leader on sign_in_passes (leader_id, decided_at);
create index sign_in_passes_waiting on sign_in_passes (requested_at) where state = 'waiting';

alter table sessions drop constraint sessions_assurance_method_check, add constraint sessions_assurance_method_check
  check (assurance_method in ('password', 'text-message', 'authenticator', 'recovery-code', 'trusted-device', 'team-leader-pass'));
alter table session_applications drop constraint session_applications_method_check, add constraint session_applications_method_check
  check (method in ('password', 'text-message', 'authenticator', 'recovery-code', 'trusted-device', 'team-leader-pass'));
alter table sign_ins drop constraint sign_ins_method_check, add constraint sign_ins_method_check
  check (method in ('password', 'text-message', 'authenticator', 'recovery-code', 'trusted-device', 'team-leader-pass'));
alter table alerts drop constraint alerts_kind_check, add constraint alerts_kind_check
  check (kind in ('new-computer', 'factor-added', 'factor-removed', 'factors-reset', 'codes-locked', 'password-changed', 'trust-reused',
    'recovery-code-used', 'pass-granted', 'pass-given', 'computer-ended'));
