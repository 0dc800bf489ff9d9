-- What text messages may be sent in a day, so that nobody can make a council pay, or a stranger's phone ring, without end.
alter table organisation
  add column texts_per_person integer not null default 30 check (texts_per_person between 1 and 1000),
  add column texts_per_number integer not null default 60 check (texts_per_number between 1 and 10000),
  add column texts_per_day integer not null default 5000 check (texts_per_day between 1 and 1000000);
create index sends_number on sends (phone_number, reserved_at);

-- Text messages of one day by London's calendar, codes and notices, counted before they are sent: one row a day, which
-- decides who gets the last one.
create table text_message_days (
  day date primary key,
  sent integer not null check (sent >= 0),
  -- How much of the budget the log and the trail were told is used up, in per cent; 0 while they were told nothing.
  told_percent smallint not null default 0 check (told_percent between 0 and 100)
);

-- Security notices that went to phones, for their own budget. The codes have theirs in sends.
create table notices_sent (
  alert_id uuid primary key,
  user_id uuid not null references users on delete cascade,
  phone_number text not null,
  sent_at timestamptz not null
);
create index notices_sent_user on notices_sent (user_id, sent_at);
create index notices_sent_number on notices_sent (phone_number, sent_at);
create index notices_sent_age on notices_sent (sent_at);
