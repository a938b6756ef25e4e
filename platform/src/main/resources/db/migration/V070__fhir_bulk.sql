-- Bulk export and import: jobs that outlive the request and the process.

create schema fhir;
comment on schema fhir is 'What the FHIR interface keeps beyond a request: bulk jobs, subscriptions and their queues.';

create table fhir.bulk_job (
    id            text        primary key,
    kind          text        not null check (kind in ('EXPORT', 'IMPORT')),
    state         text        not null check (state in ('WAITING', 'RUNNING', 'DONE', 'FAILED', 'STOPPED')),
    account       text        not null,
    name          text        not null,
    role          text        not null,
    institution   text,
    compartment   bigint,
    unrestricted  boolean     not null,
    request       text        not null,
    plan          text        not null,
    compartments  bigint[],
    snapshot      text        not null,
    moment        timestamptz not null,
    done          bigint      not null default 0,
    planned       bigint      not null default 0,
    resources     bigint      not null default 0,
    counts        bigint[]    not null default '{0,0,0,0}',
    problem       text,
    created_at    timestamptz not null,
    finished_at   timestamptz,
    expires_at    timestamptz not null,
    directory     text        not null,
    holder        text,
    held_until    timestamptz
);
comment on table fhir.bulk_job is 'Exports and imports. A job is run by the process that holds its lease and taken over when that ends.';
comment on column fhir.bulk_job.id is 'Random; the last part of its status address.';
comment on column fhir.bulk_job.kind is 'Export or import.';
comment on column fhir.bulk_job.state is 'WAITING to be run, RUNNING, DONE, FAILED for good, STOPPED by its owner and able to go on.';
comment on column fhir.bulk_job.account is 'Login or client_id of who asked; nobody else sees the job.';
comment on column fhir.bulk_job.name is 'Name of who asked, for the trace.';
comment on column fhir.bulk_job.role is 'Role of who asked.';
comment on column fhir.bulk_job.institution is 'Institution of who asked.';
comment on column fhir.bulk_job.compartment is 'Source patient of a resident who asked.';
comment on column fhir.bulk_job.unrestricted is 'Asked on a node without sign-in.';
comment on column fhir.bulk_job.request is 'The address that was called.';
comment on column fhir.bulk_job.plan is 'What was asked for, as JSON.';
comment on column fhir.bulk_job.compartments is 'Source patients it is limited to, fixed when it was asked for; null for all that the scope shows.';
comment on column fhir.bulk_job.snapshot is 'The moment that an export speaks of, as PostgreSQL writes snapshots.';
comment on column fhir.bulk_job.moment is 'That moment by the clock: transactionTime.';
comment on column fhir.bulk_job.done is 'Parts (export) or lines (import) finished for good.';
comment on column fhir.bulk_job.planned is 'Parts or lines there are; 0 while not known.';
comment on column fhir.bulk_job.resources is 'Resources written into files, or taken into the store.';
comment on column fhir.bulk_job.counts is 'Import: lines created, updated, unchanged, refused.';
comment on column fhir.bulk_job.problem is 'OperationOutcome of a job that failed.';
comment on column fhir.bulk_job.created_at is 'When it was asked for.';
comment on column fhir.bulk_job.finished_at is 'When it ended.';
comment on column fhir.bulk_job.expires_at is 'When it and its files are removed.';
comment on column fhir.bulk_job.directory is 'Identity of the directory that holds its files.';
comment on column fhir.bulk_job.holder is 'Process that runs it.';
comment on column fhir.bulk_job.held_until is 'Until when, unless renewed.';
create index bulk_job_open on fhir.bulk_job (created_at) where state in ('WAITING', 'RUNNING');
comment on index fhir.bulk_job_open is 'What is to be run.';
create index bulk_job_account on fhir.bulk_job (account);
comment on index fhir.bulk_job_account is 'Jobs of one account, to bound them.';

create table fhir.bulk_file (
    job    text    not null references fhir.bulk_job on delete cascade,
    kind   text    not null,
    type   text    not null,
    number integer not null,
    bytes  bigint  not null,
    count  bigint  not null,
    primary key (job, kind, type, number)
);
comment on table fhir.bulk_file is 'Files of a job, with the length known to be good; what stands behind it is cut off when the job goes on.';
comment on column fhir.bulk_file.job is 'The job.';
comment on column fhir.bulk_file.kind is 'output, deleted, error, refused, waiting.';
comment on column fhir.bulk_file.type is 'Resource type in it.';
comment on column fhir.bulk_file.number is 'From 1; a file that grows too large is followed by another.';
comment on column fhir.bulk_file.bytes is 'Length.';
comment on column fhir.bulk_file.count is 'Lines.';

create table fhir.bulk_input (
    job    text    not null references fhir.bulk_job on delete cascade,
    number integer not null,
    type   text,
    url    text,
    pass   integer not null,
    bytes  bigint  not null,
    lines  bigint  not null,
    place  bigint  not null,
    done   bigint  not null,
    primary key (job, number)
);
comment on table fhir.bulk_input is 'Files that an import reads, and how far it has come in each.';
comment on column fhir.bulk_input.job is 'The job.';
comment on column fhir.bulk_input.number is 'Order in which they were named; its file is input-number.ndjson.';
comment on column fhir.bulk_input.type is 'Resource type that was announced; null for any.';
comment on column fhir.bulk_input.url is 'Where it is fetched from; null where it was sent.';
comment on column fhir.bulk_input.pass is '0 for what was sent; from 1 for lines that wait for what they refer to.';
comment on column fhir.bulk_input.bytes is 'Length; -1 while not fetched.';
comment on column fhir.bulk_input.lines is 'Lines with something in them.';
comment on column fhir.bulk_input.place is 'Byte at which the first line not yet read begins.';
comment on column fhir.bulk_input.done is 'Lines read.';

create table fhir.bulk_moment (
    at       timestamptz primary key,
    snapshot text        not null
);
comment on table fhir.bulk_moment is 'Moments of exports: one _since such a moment begins exactly where it ended, commits then under way included.';
comment on column fhir.bulk_moment.at is 'The transactionTime.';
comment on column fhir.bulk_moment.snapshot is 'The snapshot.';
