-- When an allowance was last counted, by the server's clock: a clock that is put back would else leave it used up for as long.
alter table guess_allowances add column counted_at float8 not null default 0;
