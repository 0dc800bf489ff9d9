-- Which way to get codes an alert is about, where it is about one. Null in those from before, which named the computer alone.
alter table alerts add column method text check (method in ('text-message', 'authenticator'));
