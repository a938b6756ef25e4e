-- Search parameters that users define get index keys, for what is stored already too: jobs that outlive the process.

create table store.parameter (
    id          bigint      generated always as identity primary key,
    parameter   text        not null unique,
    definition  text        not null,
    snapshot    text        not null,
    state       text        not null default 'WAITING' check (state in ('WAITING', 'RUNNING', 'DONE', 'STOPPED', 'FAILED')),
    counted     boolean     not null default false,
    planned     bigint      not null default 0,
    done        bigint      not null default 0,
    written     bigint      not null default 0,
    compartment bigint      not null default -1,
    type        smallint    not null default 0,
    local       integer     not null default 0,
    version     integer     not null default 0,
    problem     text,
    begun_at    timestamptz not null default now(),
    finished_at timestamptz,
    holder      text,
    held_until  timestamptz
);
comment on table store.parameter is
    'Search parameters that users defined and for which rows get keys; each with the job that re-indexes what was stored before. '
    'It is carried on by the node that holds its lease and taken over when that ends.';
comment on column store.parameter.id is
    'The job. Writers make keys for all that are here; the greatest number tells whether what they know is the newest.';
comment on column store.parameter.parameter is 'Id of the SearchParameter.';
comment on column store.parameter.definition is 'What of it decides about keys, as JSON; where that changes, a new job begins.';
comment on column store.parameter.snapshot is 'Rows that it sees were written before there were keys: the work of the job. Later ones have them.';
comment on column store.parameter.state is
    'WAITING to be run, RUNNING, DONE (queries use the keys), STOPPED by the operator, FAILED; the last two can go on.';
comment on column store.parameter.counted is 'Whether all its rows are counted; that comes first.';
comment on column store.parameter.planned is 'Rows there are, as far as they are counted.';
comment on column store.parameter.done is 'Rows up to the place that were looked at.';
comment on column store.parameter.written is 'Rows of these that got keys.';
comment on column store.parameter.compartment is 'Place of the last row counted or looked at: its compartment.';
comment on column store.parameter.type is 'Place: resource type.';
comment on column store.parameter.local is 'Place: number of the resource within the compartment.';
comment on column store.parameter.version is 'Place: version.';
comment on column store.parameter.problem is 'Why it failed, without data of records.';
comment on column store.parameter.begun_at is 'When writers began to make keys.';
comment on column store.parameter.finished_at is 'When it was done.';
comment on column store.parameter.holder is 'Node that runs it.';
comment on column store.parameter.held_until is 'Until when, unless renewed.';

comment on table store.version is
    'Every version of every resource. Only superseded is ever updated, and keys, to which re-indexing adds.';
