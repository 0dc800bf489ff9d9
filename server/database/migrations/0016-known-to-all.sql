-- When messages are tried again that one instance found not to be taken: until then no instance offers them.
alter table text_message_condition add column retry_at timestamptz;

-- Codes of a challenge that were refused without being a try, as far as the trail was told of them.
alter table challenges add column refusals_told smallint not null default 0;
