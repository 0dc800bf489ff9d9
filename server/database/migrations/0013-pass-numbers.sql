-- What a person who waits reads out to the leader, so that a request of somebody else's in their name is told apart.

alter table sign_in_passes add column number smallint;
update sign_in_passes set number = 10 + floor(random() * 90)::smallint;
alter table sign_in_passes alter column number set not null, add check (number between 10 and 99);
