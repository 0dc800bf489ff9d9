-- When, by the clock on the wall in London, an application's trust ends each day; null when only its days count.
alter table application_policies
  add column trust_ends_at text check (trust_ends_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$');

create index trusted_devices_device on trusted_devices (device_id) where revoked_at is null;
create index sessions_device on sessions (device_id) where ended_at is null;
create index challenges_device on challenges (device_id) where ended_at is null;
create index sign_ins_recent on sign_ins (at) where outcome = 'signed-in';
