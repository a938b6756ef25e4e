-- Data for research: what was asked, who decided, and the rows that wait to be released.

create schema insight;
comment on schema insight is 'Data for research: projects, their life, and rows without identities.';

create table insight.project (
    id         text        primary key,
    state      text        not null check (state in ('DRAFT', 'SUBMITTED', 'REFUSED', 'EXTRACTING', 'EXTRACTED', 'RELEASED', 'CLOSED')),
    owner      text        not null,
    owner_name text        not null,
    asked      jsonb       not null,
    made_at    timestamptz not null,
    approver   text,
    reviewer   text,
    reason     text,
    snapshot   text,
    done       integer     not null default 0,
    parts      integer     not null default 0,
    persons    bigint      not null default 0,
    refused    bigint      not null default 0,
    rows       bigint      not null default 0,
    stopped    boolean     not null default false,
    problem    text,
    holder     text,
    held_until timestamptz,
    finding    jsonb,
    expires    timestamptz
);
comment on table insight.project is 'Research projects that ask for data.';
comment on column insight.project.id is 'Random.';
comment on column insight.project.state is 'Where it stands; see Project.State.';
comment on column insight.project.owner is 'Login of the researcher.';
comment on column insight.project.owner_name is 'Name of the researcher, as residents see it.';
comment on column insight.project.asked is 'Title, institution, principal, purpose, ethics approval and the plan of the data.';
comment on column insight.project.made_at is 'When it was begun.';
comment on column insight.project.approver is 'Login of who approved or refused what was asked.';
comment on column insight.project.reviewer is 'Login of who released or held back what would leave; never the approver.';
comment on column insight.project.reason is 'Words of the last decision.';
comment on column insight.project.snapshot is 'Moment of the store that is read; null before approval.';
comment on column insight.project.done is 'Parts that were read; the rows of a part and this number are one commit.';
comment on column insight.project.parts is 'Parts there are.';
comment on column insight.project.persons is 'Persons with rows.';
comment on column insight.project.refused is 'Persons left out because they refuse research.';
comment on column insight.project.rows is 'Rows that were read.';
comment on column insight.project.stopped is 'Whether the researcher, or a problem, stopped the extraction.';
comment on column insight.project.problem is 'Code of the problem that stopped it.';
comment on column insight.project.holder is 'Process that reads it.';
comment on column insight.project.held_until is 'When another process may take over.';
comment on column insight.project.finding is 'Figures of risk and the forms that were found.';
comment on column insight.project.expires is 'When the download ends.';
create index project_owner on insight.project (owner);
comment on index insight.project_owner is 'Projects of one researcher.';

create table insight.event (
    project text        not null references insight.project (id) on delete cascade,
    number  bigint      generated always as identity,
    at      timestamptz not null,
    account text        not null,
    name    text        not null,
    what    text        not null,
    words   text        not null,
    primary key (project, number)
);
comment on table insight.event is 'What happened to a project; rows are only added.';
comment on column insight.event.project is 'Of which project.';
comment on column insight.event.number is 'Order.';
comment on column insight.event.at is 'When.';
comment on column insight.event.account is 'Login of who did it.';
comment on column insight.event.name is 'The name.';
comment on column insight.event.what is 'MADE, CHANGED, SUBMITTED, APPROVED, REFUSED, STOPPED, RESUMED, RELEASED, HELD_BACK, DOWNLOADED or CLOSED.';
comment on column insight.event.words is 'Reason, or the digests of what was downloaded; may be empty.';

create table insight.row (
    project   text    not null references insight.project (id) on delete cascade,
    pseudonym text    not null,
    number    integer not null,
    part      integer not null,
    quasi     text[]  not null,
    plain     text[]  not null,
    primary key (project, pseudonym, part, number)
);
comment on table insight.row is 'Rows of a project in their finest form, without identities; deleted when it is closed.';
comment on column insight.row.project is 'Of which project.';
comment on column insight.row.pseudonym is 'What the project calls the person: keyed digest.';
comment on column insight.row.number is 'Order within the part.';
comment on column insight.row.part is 'Part of the extraction that wrote it.';
comment on column insight.row.quasi is 'Values by which somebody could be recognised, before they are made coarser.';
comment on column insight.row.plain is 'The other values.';
