-- Leaders type the number that the person reads out to them; a request with too many wrong ones is declined.
alter table sign_in_passes add column wrong_numbers smallint not null default 0;
