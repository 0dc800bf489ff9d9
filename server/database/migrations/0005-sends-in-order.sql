-- Which of two messages of one instant came later.
alter table sends add column ordinal bigint generated always as identity;
