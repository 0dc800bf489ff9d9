-- A computer that a person has signed in on before says so with a token of its own. It replaces neither the password nor a
-- code: it sets the computer apart from strangers, so that what those do to a name or an address doesn't count against it.
create table known_computers (
  user_id uuid not null references users on delete cascade,
  device_id uuid not null,
  -- The newest token, and the one that it replaced, which is good until the newest is first used: the answer that carried
  -- that may never have arrived.
  current_hash bytea not null check (octet_length(current_hash) = 32),
  previous_hash bytea check (octet_length(previous_hash) = 32),
  issued_at timestamptz not null,
  -- In a row. At the most that there may be, the computer is a stranger until a sign-in is completed on it.
  wrong_passwords integer not null default 0 check (wrong_passwords >= 0),
  primary key (user_id, device_id)
);
create index known_computers_device on known_computers (device_id);
create index known_computers_age on known_computers (issued_at);

-- The same for computers that are known by their trust, and for those who unlock a session.
alter table trusted_devices add column wrong_passwords integer not null default 0 check (wrong_passwords >= 0);
alter table sessions add column wrong_passwords integer not null default 0 check (wrong_passwords >= 0);

-- Whether the sign-in, once it is completed, is answered with a token for its computer.
alter table challenges add column computer_token_due boolean not null default false;

-- What strangers may still guess: at an account (a hash of the address, whether or not anybody has it), and from a network
-- at all accounts. Logged, unlike rate_allowance: a crash must not give an attacker a day's guesses again.
create table guess_allowances (
  name text not null,
  key text not null,
  -- Milliseconds since the epoch, by the server's clock, at which the allowance is whole again.
  whole_at float8 not null,
  primary key (name, key)
) with (fillfactor = 50);

-- Counted by account and network, for known and unknown computers alike: whoever shared an address suffered for the others.
drop table password_counters;
