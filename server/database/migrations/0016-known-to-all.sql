-- When messages are tried again that one instance found not to be taken: until then no instance offers them.
alter table text_message_condition add column retry_at timestamptz;

-- An entry's id is the one in its text. Under another one, a copy of what is sealed already could not be sealed, nor anything
-- that waits with it. What waits now was written by the API.
alter table audit_pending add constraint audit_pending_id_is_in_text check (id = ((content::jsonb) ->> 'id')::uuid) not valid;

-- Codes of a challenge that were refused without being a try, as far as the trail was told of them.
alter table challenges add column refusals_told smallint not null default 0;
