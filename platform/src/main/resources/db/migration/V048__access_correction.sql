-- Word to those who read one person's record for another's.

create table access.correction (
    account text        not null,
    parting bigint      not null,
    at      timestamptz not null,
    looks   bigint      not null,
    first   timestamptz not null,
    last    timestamptz not null,
    read    bigint[]    not null,
    origin  bigint[]    not null,
    seen_at timestamptz,
    primary key (account, parting)
);
comment on table access.correction is 'Who read one person''s record for another''s through a link that was taken away, to be told so.';
comment on column access.correction.account is 'Login of the reader.';
comment on column access.correction.parting is 'Number in person.parting.';
comment on column access.correction.at is 'When the two were parted.';
comment on column access.correction.looks is 'How often the account read across the link.';
comment on column access.correction.first is 'The first of these looks.';
comment on column access.correction.last is 'The last of these looks.';
comment on column access.correction.read is 'Source patients whose data did not belong there.';
comment on column access.correction.origin is 'Source patients in whose record they stood.';
comment on column access.correction.seen_at is 'When the reader took note; null while it waits.';
create index correction_waiting on access.correction (account) where seen_at is null;
comment on index access.correction_waiting is 'How many an account has not taken note of.';

create table access.correction_read (
    single  boolean primary key default true check (single),
    parting bigint  not null
);
comment on table access.correction_read is 'How far the partings of people were gone through for those to be told.';
comment on column access.correction_read.single is 'There is one row.';
comment on column access.correction_read.parting is 'The last number of person.parting that was gone through.';
insert into access.correction_read (parting) values (0);
