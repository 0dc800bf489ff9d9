-- That GOV.UK Notify has taken a message is not yet that the mobile network has it, and a network that goes on trying to reach
-- a phone that seems to be off has not given up: each is told apart.
alter table sends
  alter column delivery set default 'accepted',
  drop constraint sends_delivery_check,
  add constraint sends_delivery_check
    check (delivery in ('accepted', 'sending', 'waiting-for-phone', 'delivered', 'phone-unreachable', 'number-unknown', 'failed'));
