alter table store.version add column source text;
comment on column store.version.source is
    'Institution that sent a directory resource (compartment 0): unified social credit code; null elsewhere and for the platform.';

create table store.parked (
    reader text not null,
    compartment bigint not null,
    type smallint not null,
    local integer not null,
    version integer not null,
    at timestamptz not null,
    cause text not null,
    primary key (reader, compartment, type, local, version)
);
comment on table store.parked is 'Changes that a reader of the feed failed on again and again; it went on without them.';
comment on column store.parked.reader is 'The reader.';
comment on column store.parked.compartment is 'Compartment of the change.';
comment on column store.parked.type is 'Resource type.';
comment on column store.parked.local is 'Number of the resource within the compartment.';
comment on column store.parked.version is 'Version of the resource.';
comment on column store.parked.at is 'When it was parked.';
comment on column store.parked.cause is 'Class of the failure and SQL state; no message, because that may quote the record.';
