-- With what the owner of a challenge showed who they are before setting up a factor; `step-up` is the session's own, given
-- just before. It belongs to the challenge, and ends with it.
alter table challenges
  add column proved_at timestamptz check (proved_at <= expires_at),
  add column proved_with text check (proved_with in ('text-message', 'authenticator', 'step-up')),
  add constraint challenges_proof_check check ((proved_at is null) = (proved_with is null)),
  -- A factor that is being added has its step-up from the session.
  add constraint challenges_proof_purpose_check check (proved_with is null or (purpose = 'step-up') or (purpose = 'sign-in' and proved_with <> 'step-up'));
