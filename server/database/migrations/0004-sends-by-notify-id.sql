-- A delivery receipt from GOV.UK Notify names a message by Notify's own id.
create index sends_notify_id on sends (notify_id) where notify_id is not null;
