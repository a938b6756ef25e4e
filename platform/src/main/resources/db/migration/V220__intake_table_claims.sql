-- Files of tables: attempts are counted, and bytes that nobody needs any more are gone.

alter table intake.load add column attempts integer not null default 0;
comment on column intake.load.attempts is 'How often it was claimed since a row of it was last settled; too many end it';
comment on column intake.load.owner is 'Who reads it: one id for each claim';
comment on column intake.load.leased_until is 'Of one that is read: after this another may go on. Of one that gave way to others: since when it waits. Of one that arrives: when its last part came';

comment on table intake.load_piece is 'The bytes of files as they arrived, until they are read to their end: one stream of zstd, cut';
delete from intake.load_piece p using intake.load l where l.id = p.load and l.state in ('DONE', 'FAILED');

-- a file without a line of names was kept with the first patient as its columns
comment on column intake.load.unread is 'Columns of the file that the mapping does not know; none of a file that failed for its columns, none that looks like a number';
update intake.load set unread = '{}' where state = 'FAILED';
