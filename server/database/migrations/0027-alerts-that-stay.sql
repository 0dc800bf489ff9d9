-- The computer on which something happened, where that is known: there it can't be put away at once. The session is of no
-- use for that, since whoever did it signs in again.
alter table alerts add column device_id uuid;
-- Dismissed ones are still read in My security, and go after their time.
create index alerts_history on alerts (user_id, at);
create index alerts_dismissed on alerts (dismissed_at) where dismissed_at is not null;

-- Whether the computer proved, when the password was given, that its owner had signed in on it before. A colleague who is asked
-- to let somebody in is shown what the server knows of it, and else that nothing is known.
alter table challenges add column computer_known boolean not null default false;
