-- Which key replaced which is looked up before each sealing.
create index audit_trail_key_changes on audit_trail (seq) where kind = 'audit-key-changed';

-- Passwords tried on names that nobody has. A row each only until they are counted, which takes minutes: writing one is the same work
-- as an entry of the trail, and no two wait for each other.
create table unknown_name_tries (
  at timestamptz not null,
  network text not null
);

-- The same, counted: as many rows as networks in an hour, whatever the number of guesses.
create table unknown_name_hours (
  hour timestamptz not null,
  network text not null,
  guesses bigint not null,
  -- Of those, how many the trail has no entry about yet.
  unrecorded bigint not null,
  primary key (hour, network)
);
create index unknown_name_hours_unrecorded on unknown_name_hours (hour) where unrecorded > 0;
