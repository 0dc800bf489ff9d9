-- That GOV.UK Notify has taken a message is not yet that the mobile network has it: the two are told apart.
alter table sends
  alter column delivery set default 'accepted',
  drop constraint sends_delivery_check,
  add constraint sends_delivery_check
    check (delivery in ('accepted', 'sending', 'delivered', 'phone-unreachable', 'number-unknown', 'failed'));
