-- Counts that CDC staff bring in as lists: drug sales, absence from school, sewage.

create table surveillance.brought (
    id          bigint      generated always as identity primary key,
    account     text        not null,
    name        text        not null,
    institution text,
    at          timestamptz not null,
    rows        integer     not null
);
comment on table surveillance.brought is 'Lists of counts that were brought in. Rows are only added.';
comment on column surveillance.brought.id is 'Number of the list.';
comment on column surveillance.brought.account is 'Login of whoever brought it.';
comment on column surveillance.brought.name is 'Name of whoever brought it.';
comment on column surveillance.brought.institution is 'USCC of the CDC; null on a node without sign-in.';
comment on column surveillance.brought.at is 'When: its counts are known from then on.';
comment on column surveillance.brought.rows is 'Lines of it.';

create table surveillance.brought_count (
    place    text        not null,
    what     text        not null,
    day      date        not null,
    value    integer     not null check (value >= 0),
    list     bigint      not null,
    known_at timestamptz not null,
    primary key (place, what, day)
);
comment on table surveillance.brought_count is 'What lists say of each day, zeros too; a day without a row was not told. As it was known before is in count_change.';
comment on column surveillance.brought_count.place is 'GB/T 2260.';
comment on column surveillance.brought_count.what is 'Code of the source, with :item where the list parts it.';
comment on column surveillance.brought_count.day is 'The day.';
comment on column surveillance.brought_count.value is 'The count, in the unit of the source.';
comment on column surveillance.brought_count.list is 'The list that said it last.';
comment on column surveillance.brought_count.known_at is 'When the day was first told.';
create index brought_count_region on surveillance.brought_count (what, place text_pattern_ops, day);
comment on index surveillance.brought_count_region is 'The days of a series that were told, of a region.';
