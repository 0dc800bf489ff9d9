-- Alerts on their way to a phone. Written with the alert, sent after that is committed, and gone when that is done.
create table alert_texts (
  alert_id uuid primary key references alerts on delete cascade,
  -- Not always the number that the person has by then: of a replaced one, the old is told.
  phone_number text not null,
  language text not null check (language in ('en', 'cy')),
  created_at timestamptz not null,
  -- When it is to be tried next; while it is being sent, when another instance may take over.
  due_at timestamptz not null,
  tries integer not null default 0 check (tries >= 0)
);
create index alert_texts_due on alert_texts (due_at);

-- Text messages that Notify has taken, by London's calendar. Several rows a day, so that senders don't queue for one.
create table text_message_usage (
  day date not null,
  slot smallint not null,
  sent integer not null check (sent >= 0),
  primary key (day, slot)
);

alter table organisation
  add column free_text_messages integer not null default 10000 check (free_text_messages >= 0),
  -- In thousandths of a penny, without VAT.
  add column text_message_millipence integer not null default 2400 check (text_message_millipence >= 0),
  -- The financial year whose allowance was last found to be used up, so that the log says so once.
  add column allowance_used_in_year integer;

-- What sending last showed, of all instances: one row.
create table text_message_condition (
  id boolean primary key default true check (id),
  because text check (because in ('no-answer', 'server-error', 'daily-limit', 'refused-key', 'clock', 'misconfigured')),
  since timestamptz,
  clock_alarm boolean not null default false,
  check ((because is null) = (since is null))
);
insert into text_message_condition default values;
