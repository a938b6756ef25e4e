-- Receipts: each look is an entry of a log that can only grow; signed heads of the log and the tree from which proofs are made.

create table access.log (
    single boolean     primary key default true check (single),
    name   text        not null,
    suite  text        not null,
    begun  timestamptz not null,
    size   bigint      not null default 0
) with (fillfactor = 10);
comment on table access.log is 'One row: the log of receipts, one for each database. Whoever writes looks takes their places here, under the lock of this row.';
comment on column access.log.single is 'Always true: there is one row.';
comment on column access.log.name is 'Name of the log, random; stands in receipts and heads.';
comment on column access.log.suite is 'national (SM3) or international (SHA-256); stays.';
comment on column access.log.begun is 'When it began; looks before have no receipt.';
comment on column access.log.size is 'Entries: the place that the next one gets.';

alter table access.look
    add column place bigint,
    add column salt  bytea,
    add column leaf  bytea;
comment on column access.look.place is 'Place of its receipt in the log, from 0; null for looks from before there was a log.';
comment on column access.look.salt is 'Random bytes of the commitment to the source patient in its receipt.';
comment on column access.look.leaf is 'Hash of its receipt, the entry of the log.';
create index look_place on access.look (place) where place is not null;
comment on index access.look_place is 'The entries in their order.';

create table access.log_tile (
    level  int    not null,
    number bigint not null,
    hashes bytea  not null,
    primary key (level, number)
);
alter table access.log_tile alter column hashes set storage external;
comment on table access.log_tile is 'The tree of the log in tiles of 32 neighbours of one level; the last one of a level grows.';
comment on column access.log_tile.level is 'Level of the tree divided by 5; 0 holds the entries, 1 the roots of 32 entries, 2 those of 1,024.';
comment on column access.log_tile.number is 'Number of the tile in its level: node n of the level stands in tile n / 32.';
comment on column access.log_tile.hashes is 'Hashes of complete subtrees, 32 bytes each, one after the other.';

create table access.log_head (
    size bigint      primary key,
    at   timestamptz not null,
    edge bytea       not null,
    text text        not null
);
comment on table access.log_head is 'Signed heads of the log. They stay: whoever was given one must find it again.';
comment on column access.log_head.size is 'Entries that it speaks of.';
comment on column access.log_head.at is 'When it was signed.';
comment on column access.log_head.edge is 'Right edge of the tree of that size, from which the tree goes on growing.';
comment on column access.log_head.text is 'The head, a compact JWS.';
create index log_head_at on access.log_head (at);
comment on index access.log_head_at is 'Which entries were there at a time.';

create table access.log_key (
    id          text        primary key,
    suite       text        not null,
    public_key  bytea       not null,
    valid_from  timestamptz not null,
    valid_until timestamptz,
    place       bigint      generated always as identity
);
comment on table access.log_key is 'Public keys that sign heads of the log. The private ones lie in a file of the data directory.';
comment on column access.log_key.id is 'Name in heads and in the key list: 16 hexadecimal places.';
comment on column access.log_key.suite is 'national or international.';
comment on column access.log_key.public_key is 'x and y of the point.';
comment on column access.log_key.valid_from is 'From when it signs; it is published before.';
comment on column access.log_key.valid_until is 'When it stops; null while nothing follows it.';
comment on column access.log_key.place is 'Order of those that began at the same time.';

create function access.log_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'access.log_head is append-only';
end
$$;
comment on function access.log_is_final() is 'Keeps signed heads.';
create trigger log_head_is_final before update or delete or truncate on access.log_head
    for each statement execute function access.log_is_final();
comment on trigger log_head_is_final on access.log_head is 'Keeps signed heads.';
