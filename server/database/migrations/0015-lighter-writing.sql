-- Whether what leaves audit_pending is sealed is asked row by row. As a join, PostgreSQL reads the whole trail for a handful of
-- entries as long as it is short enough for that to look cheap (tens of thousands of rows), every half second.
create or replace function audit_pending_leaves_sealed() returns trigger language plpgsql
-- So that no temporary table of the same name stands in front of the trail.
set search_path = public, pg_temp as $$
begin
  if exists (
    select from gone where (
      select true from audit_trail
      where audit_trail.id = gone.id and audit_trail.content = gone.content and audit_trail.mac = gone.mac limit 1
    ) is null
  ) then
    raise exception 'an audit entry may not be removed before it is sealed' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;

-- A challenge and a session are written to again soon after they were made. With room beside it, the new version of a row stays
-- on its page, and no index is touched.
alter table challenges set (fillfactor = 60);
alter table sessions set (fillfactor = 80);
