-- A password that somebody else made for a person: until when it lets them in, to change it and for nothing else.
-- Null for one of their own. Those made before this are the person's to keep, since nobody knows which they were.

alter table users add column temporary_password_until timestamptz;
