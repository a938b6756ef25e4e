-- Who reported is forgotten by the day, of all at once; references are kept as they are.

alter table surveillance.reporter drop constraint reporter_pkey;
alter table surveillance.reporter add primary key (day, account);
comment on table surveillance.reporter is 'How many reports a resident made today, so that nobody floods; not which. Earlier days are deleted.';

comment on column surveillance.item.reference is 'Address, or the number that the source gives it, as it is and nobody''s name; what comes again under the same is the same.';
comment on column surveillance.item.place is 'GB/T 2260, as told or read; where neither the region of the CDC that sent it, else that of the node.';
