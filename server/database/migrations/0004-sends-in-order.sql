-- GOV.UK Notify reports a delivery by its own id.
create unique index sends_notify_id on sends (notify_id) where notify_id is not null;

-- Which of two messages of one instant came later.
alter table sends add column ordinal bigint generated always as identity;
