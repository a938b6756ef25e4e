-- Systems that are not live yet send to the sandbox of the node; nothing of theirs enters a record here.

alter table access.client add column held boolean not null default false;
comment on column access.client.held is 'True for a system that is not live yet: it sends to the sandbox, and is refused here.';
alter table access.client add column application text;
comment on column access.client.application is 'What a system calls itself in MSH-3, by which it is known where nobody signs in (MLLP); null where not told.';

create index client_held on access.client (institution) where held;
comment on index access.client_held is 'Which systems of an institution are not live yet; asked with each message over MLLP, some seconds apart.';
