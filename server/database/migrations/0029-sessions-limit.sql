-- An alert for somebody whose oldest session ended because there were too many. The kinds that there are stay, whichever they be.
do $$
begin
  execute format(
    'alter table alerts drop constraint alerts_kind_check, add constraint alerts_kind_check check (kind = ''sessions-over-limit'' or %s)',
    (select substring(pg_get_constraintdef(oid) from '^CHECK (.*)$') from pg_constraint where conname = 'alerts_kind_check'
      and conrelid = 'alerts'::regclass)
  );
end
$$;
