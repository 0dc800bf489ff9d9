-- The network goes on trying to reach a phone that seems to be off; that is told apart from having given up.
alter table sends
  drop constraint sends_delivery_check,
  add constraint sends_delivery_check
    check (delivery in ('accepted', 'sending', 'waiting-for-phone', 'delivered', 'phone-unreachable', 'number-unknown', 'failed'));
