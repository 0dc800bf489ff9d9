-- The audit trail: see server/audit/trail.ts for the reasoning.

-- Entries that are committed, or about to be, and not yet chained. Ids rise with time (uuid version 7).
create table audit_pending (
  id uuid primary key,
  content text not null check (octet_length(content) < 8192),
  key_id text not null,
  mac bytea not null check (octet_length(mac) = 32)
);

-- The trail itself. `content` is what the MACs cover; the columns to search by are generated from it, so that they
-- can't say anything else.
create table audit_trail (
  seq bigint primary key check (seq > 0),
  content text not null,
  key_id text not null,
  mac bytea not null,
  previous bytea not null check (octet_length(previous) = 32),
  chain bytea not null check (octet_length(chain) = 32),
  chain_key_id text not null,
  id uuid not null unique generated always as (((content::jsonb) ->> 'id')::uuid) stored,
  kind text not null generated always as ((content::jsonb) ->> 'kind') stored,
  user_id uuid generated always as (((content::jsonb) ->> 'userId')::uuid) stored,
  at timestamptz not null generated always as (to_timestamp(((content::jsonb) ->> 'at')::bigint / 1000.0)) stored
);
create index audit_trail_by_user on audit_trail (user_id, at desc) where user_id is not null;
create index audit_trail_by_time on audit_trail (at desc);

-- Everything that was recorded, sealed or not.
create view audit_entry as
  select seq, id, at, kind, user_id, content from audit_trail
  union all
  select null, id, to_timestamp(((content::jsonb) ->> 'at')::bigint / 1000.0), (content::jsonb) ->> 'kind',
    ((content::jsonb) ->> 'userId')::uuid, content
  from audit_pending;

create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;

create trigger audit_trail_is_append_only before update or delete or truncate on audit_trail
  for each statement execute function audit_refuse();
create trigger audit_pending_is_not_changed before update or truncate on audit_pending
  for each statement execute function audit_refuse();

-- An entry leaves audit_pending only when audit_trail holds the same text and MAC.
create function audit_pending_leaves_sealed() returns trigger language plpgsql as $$
begin
  if exists (
    select from gone
    left join audit_trail on audit_trail.id = gone.id and audit_trail.content = gone.content and audit_trail.mac = gone.mac
    where audit_trail.seq is null
  ) then
    raise exception 'an audit entry may not be removed before it is sealed' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create trigger audit_pending_leaves_sealed after delete on audit_pending
  referencing old table as gone for each statement execute function audit_pending_leaves_sealed();
