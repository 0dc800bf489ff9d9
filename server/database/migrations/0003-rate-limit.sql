-- Allowances of networks: see server/http/rate-limit.ts. Unlogged, because a crash may forget them and because a
-- write that only counts need not wait for the disk.
create unlogged table rate_allowance (
  name text not null,
  network text not null,
  -- Milliseconds since the epoch, by the server's clock, at which the allowance is whole again.
  whole_at float8 not null,
  primary key (name, network)
) with (fillfactor = 50);
