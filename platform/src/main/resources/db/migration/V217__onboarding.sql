-- Onboarding: from registration to go-live, per system of an institution.

create schema onboarding;
comment on schema onboarding is 'How systems of institutions go live, and whether they keep sending';

create table onboarding.onboarding (
    client      text        not null,
    institution text        not null,
    kinds       text[]      not null,
    opened_at   timestamptz not null,
    opened_by   text        not null,
    live_at     timestamptz,
    live_by     text,
    primary key (client),
    constraint onboarding_live check ((live_at is null) = (live_by is null))
);
comment on table onboarding.onboarding is 'A system of an institution that is to go live. What can be seen elsewhere (keys, messages, reports) is not repeated here.';
comment on column onboarding.onboarding.client is 'client_id of the system.';
comment on column onboarding.onboarding.institution is 'USCC.';
comment on column onboarding.onboarding.kinds is 'What it is to send: message types of HL7 v2, such as ADT^A04, or FHIR or CDA.';
comment on column onboarding.onboarding.opened_at is 'When it began.';
comment on column onboarding.onboarding.opened_by is 'Login of whoever began it.';
comment on column onboarding.onboarding.live_at is 'Since when the system is live; null while it is not.';
comment on column onboarding.onboarding.live_by is 'Login of whoever let it go live.';

create index onboarding_institution on onboarding.onboarding (institution, client);
comment on index onboarding.onboarding_institution is 'Those of an institution.';

create table onboarding.report (
    id       bigint generated always as identity primary key,
    client   text        not null,
    filed_at timestamptz not null,
    filed_by text        not null,
    body     text        not null,
    hash     bytea       not null,
    constraint report_once unique (client, hash)
);
comment on table onboarding.report is 'Signed reports of examinations, as they were handed in or made here; each is verified again when it is asked for.';
comment on column onboarding.report.id is 'Number; rising.';
comment on column onboarding.report.client is 'client_id of the system.';
comment on column onboarding.report.filed_at is 'When.';
comment on column onboarding.report.filed_by is 'Login of whoever handed it in.';
comment on column onboarding.report.body is 'The file, JSON with its signature; samples in it are masked.';
comment on column onboarding.report.hash is 'SHA-256 of the file.';
comment on constraint report_once on onboarding.report is 'A report is filed once.';

create table onboarding.told (
    client   text        not null,
    day      date        not null,
    kind     text        not null,
    messages bigint      not null check (messages >= 0),
    told_at  timestamptz not null,
    told_by  text        not null,
    primary key (client, day, kind)
);
comment on table onboarding.told is 'How many messages a system says it sent on a day; compared with what came.';
comment on column onboarding.told.client is 'client_id of the system.';
comment on column onboarding.told.day is 'Day in the time of the node.';
comment on column onboarding.told.kind is 'As in onboarding.kinds.';
comment on column onboarding.told.messages is 'Their number.';
comment on column onboarding.told.told_at is 'When it was said last.';
comment on column onboarding.told.told_by is 'Login of whoever said it.';

create table onboarding.sandbox (
    one        boolean     not null default true check (one),
    url        text        not null,
    mllp       text,
    started_at timestamptz not null,
    primary key (one)
);
comment on table onboarding.sandbox is 'Where the sandbox of this node answers; one row, written when it starts.';
comment on column onboarding.sandbox.one is 'Always true.';
comment on column onboarding.sandbox.url is 'Of HTTP.';
comment on column onboarding.sandbox.mllp is 'HOST:PORT of HL7 v2 over MLLP; null where it is not listened for.';
comment on column onboarding.sandbox.started_at is 'When it started.';
