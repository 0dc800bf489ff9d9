-- Indexes of what is still open (`where ended_at is null`) looked tiny to the planner while a table was new, so that it
-- read all of one in place of looking up a row by its key, and kept that plan until statistics were gathered: a minute
-- of a new database's first morning in which each sign-in read every session there was. Whole, they are never the
-- cheaper way. Ending a session or a challenge also no longer touches any index, as no index depends on its columns.
drop index sessions_user, sessions_device, challenges_user, challenges_device, trusted_devices_user, trusted_devices_device,
  alerts_user, sign_ins_device, sign_ins_recent;
create index sessions_user on sessions (user_id);
create index sessions_device on sessions (device_id);
create index challenges_user on challenges (user_id);
create index challenges_device on challenges (device_id);
create index trusted_devices_user on trusted_devices (user_id);
create index trusted_devices_device on trusted_devices (device_id);
create index alerts_user on alerts (user_id, at);
create index sign_ins_device on sign_ins (user_id, device_id);
create index sign_ins_recent on sign_ins (at);
