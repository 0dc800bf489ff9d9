-- Steps to come of which a wrong code was explained by the phone's clock. Saying so tells a guesser that the code will
-- be right in a moment, so it won't be.
alter table authenticator_factors add column told_steps integer[] not null default '{}';
