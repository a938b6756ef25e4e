create schema store;
comment on schema store is 'The facts: immutable versions of resources, filed by source patient, and the feed of their commits.';

create table store.version (
    compartment bigint not null,
    type smallint not null,
    local integer not null,
    version integer not null,
    tx xid8 not null,
    superseded xid8,
    at timestamptz not null,
    method smallint not null,
    name text,
    keys bigint[] not null,
    body bytea not null,
    primary key (compartment, type, local, version)
) partition by hash (compartment);
comment on table store.version is 'Every version of every resource. Only superseded is ever updated.';
comment on column store.version.compartment is 'Source patient the resource was sent for; 0 for the directory.';
comment on column store.version.type is 'Resource type: line number in resource-types.txt.';
comment on column store.version.local is 'Number of the resource within the compartment.';
comment on column store.version.version is 'FHIR versionId, from 1.';
comment on column store.version.tx is 'Transaction that wrote the version; its place in the feed.';
comment on column store.version.superseded is 'Transaction that wrote the next version; null for the current one.';
comment on column store.version.at is 'Commit time, FHIR lastUpdated.';
comment on column store.version.method is '0 create, 1 update, 2 delete.';
comment on column store.version.name is 'Id that a client chose; null where the id is that of the key.';
comment on column store.version.keys is 'Search index: hashes of (path, value).';
comment on column store.version.body is 'Minified JSON without id and version, compressed with zstd and a dictionary.';

do $$
begin
    for i in 0..7 loop
        execute format(
            'create table store.version_%s partition of store.version for values with (modulus 8, remainder %s)', i, i);
        execute format('comment on table store.version_%s is ''Partition %s of 8 of store.version.''', i, i);
        execute format('alter table store.version_%s set (toast_tuple_target = 4080)', i);
        execute format('alter table store.version_%s alter column body set storage external', i);
    end loop;
end
$$;
create index version_keys on store.version using gin (keys);
comment on index store.version_keys is 'Search by equality across compartments.';

create table store.compartment (
    compartment bigint not null primary key,
    source text,
    next_local integer not null
) partition by hash (compartment);
comment on table store.compartment is 'Source patients.';
comment on column store.compartment.compartment is 'Key of the source patient.';
comment on column store.compartment.source is 'Institution that sends it: unified social credit code (GB 32100); null where unknown.';
comment on column store.compartment.next_local is 'Next number to give out; leased in blocks, so there are gaps.';
do $$
begin
    for i in 0..7 loop
        execute format(
            'create table store.compartment_%s partition of store.compartment for values with (modulus 8, remainder %s)', i, i);
        execute format('comment on table store.compartment_%s is ''Partition %s of 8 of store.compartment.''', i, i);
    end loop;
end
$$;
insert into store.compartment values (0, null, 1);

create table store.alias (
    compartment bigint not null,
    type smallint not null,
    name text not null,
    target bigint not null,
    local integer not null,
    primary key (compartment, type, name)
) partition by hash (compartment);
comment on table store.alias is 'Ids that clients chose, filed under a hash of type and id.';
comment on column store.alias.compartment is 'Hash of type and id, so that a look-up goes to one partition.';
comment on column store.alias.type is 'Resource type.';
comment on column store.alias.name is 'The id as the client wrote it.';
comment on column store.alias.target is 'Compartment of the resource.';
comment on column store.alias.local is 'Number of the resource within it.';
do $$
begin
    for i in 0..7 loop
        execute format('create table store.alias_%s partition of store.alias for values with (modulus 8, remainder %s)', i, i);
        execute format('comment on table store.alias_%s is ''Partition %s of 8 of store.alias.''', i, i);
    end loop;
end
$$;

create table store.submission (
    compartment bigint not null,
    idempotency_key text not null,
    at timestamptz not null,
    outcome bytea not null,
    primary key (compartment, idempotency_key)
) partition by hash (compartment);
comment on table store.submission is 'What was answered to a submission, so that a repetition is answered alike and changes nothing.';
comment on column store.submission.compartment is 'Hash of the key.';
comment on column store.submission.idempotency_key is 'Idempotency-Key of the client with its account.';
comment on column store.submission.at is 'When it was committed.';
comment on column store.submission.outcome is 'One line an entry: method, type, id, version; zstd.';
do $$
begin
    for i in 0..7 loop
        execute format(
            'create table store.submission_%s partition of store.submission for values with (modulus 8, remainder %s)', i, i);
        execute format('comment on table store.submission_%s is ''Partition %s of 8 of store.submission.''', i, i);
    end loop;
end
$$;

create table store.feed (
    compartment bigint not null,
    tx xid8 not null,
    changes integer[] not null,
    primary key (compartment, tx)
) partition by hash (compartment);
comment on table store.feed is 'The ordered log of commits: one row for each compartment that a transaction touched.';
comment on column store.feed.compartment is 'The compartment touched.';
comment on column store.feed.tx is 'The transaction. Readers stop before the oldest one still running, so none is skipped.';
comment on column store.feed.changes is 'Triples of type, local, version in the order in which they were written.';
do $$
begin
    for i in 0..7 loop
        execute format('create table store.feed_%s partition of store.feed for values with (modulus 8, remainder %s)', i, i);
        execute format('comment on table store.feed_%s is ''Partition %s of 8 of store.feed.''', i, i);
    end loop;
end
$$;
create index feed_order on store.feed (tx, compartment);
comment on index store.feed_order is 'Order in which readers take it.';

create table store.reader (
    name text primary key,
    tx xid8 not null,
    compartment bigint not null,
    at timestamptz not null
);
comment on table store.reader is 'How far each reader of the feed has come.';
comment on column store.reader.name is 'The reader.';
comment on column store.reader.tx is 'Transaction of the last row it finished.';
comment on column store.reader.compartment is 'Compartment of that row.';
comment on column store.reader.at is 'When it finished it.';

create table store.dictionary (
    id bigint primary key,
    type smallint not null,
    bytes bytea not null,
    at timestamptz not null
);
comment on table store.dictionary is 'Zstandard dictionaries, trained from the first resources of a type. Never changed or deleted.';
comment on column store.dictionary.id is 'Number in the header of each frame compressed with it.';
comment on column store.dictionary.type is 'Resource type it was trained for.';
comment on column store.dictionary.bytes is 'The dictionary.';
comment on column store.dictionary.at is 'When it was trained.';
