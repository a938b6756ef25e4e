-- Who treats whom, who asked for what, and what the resident said.

create table access.treatment (
    compartment bigint      not null,
    encounter   text        not null,
    institution text        not null,
    open        boolean     not null,
    started_at  timestamptz not null,
    last_at     timestamptz not null,
    department  text,
    primary key (compartment, encounter)
);
comment on table access.treatment is 'Registered encounters, read from the feed: the basis of the treating relationship.';
comment on column access.treatment.compartment is 'Source patient who is treated.';
comment on column access.treatment.encounter is 'Logical id of the Encounter.';
comment on column access.treatment.institution is 'USCC of the institution that sent the encounter, which is the one that treats.';
comment on column access.treatment.open is 'Whether it is in progress.';
comment on column access.treatment.started_at is 'When the encounter began.';
comment on column access.treatment.last_at is 'When it ended; its beginning while it is in progress.';
comment on column access.treatment.department is 'Department as the source names it.';
create index treatment_institution on access.treatment (institution, open, last_at desc);
comment on index access.treatment_institution is 'All source patients an institution treats; its walk-ins.';

create table access.request (
    compartment    bigint      not null,
    id             text        not null,
    patient        text        not null,
    account        text        not null,
    requester      text        not null,
    institution    text        not null,
    purpose        text        not null,
    categories     text[]      not null,
    classes        text[]      not null default '{}',
    reason         text        not null,
    state          text        not null check (state in ('REQUESTED', 'GRANTED', 'REFUSED', 'REVOKED')),
    asked_at       timestamptz not null,
    answered_at    timestamptz,
    valid_from     timestamptz not null,
    valid_until    timestamptz not null,
    recorded       text,
    primary key (compartment, id)
);
comment on table access.request is 'What a doctor asked a resident to allow, what the resident answered, and the compiled consent while it is GRANTED.';
comment on column access.request.compartment is 'Source patient at the requesting institution.';
comment on column access.request.id is 'Public id; carries the compartment in front. The same as the logical id of the Consent.';
comment on column access.request.patient is 'Logical id of that Patient.';
comment on column access.request.account is 'Login of the doctor who asked.';
comment on column access.request.requester is 'Name of the doctor when asking.';
comment on column access.request.institution is 'USCC of the institution that may see.';
comment on column access.request.purpose is 'What for.';
comment on column access.request.categories is 'What: categories of the record.';
comment on column access.request.classes is 'Special classes (PSY, HIV, STD, REPRO, GENETIC) that the consent names; others stay withheld.';
comment on column access.request.reason is 'Why the doctor asks, in the doctor''s words.';
comment on column access.request.state is 'State; EXPIRED is not stored but follows from valid_until, so nothing has to run for it.';
comment on column access.request.asked_at is 'When the doctor asked.';
comment on column access.request.answered_at is 'When the resident last answered or revoked.';
comment on column access.request.valid_from is 'Begin of the permission.';
comment on column access.request.valid_until is 'End of the permission.';
comment on column access.request.recorded is 'State that the FHIR Consent says; another state than the row''s means it is still to be written.';
create index request_account on access.request (account, asked_at desc);
comment on index access.request_account is 'A doctor''s own requests, newest first.';
create index request_unrecorded on access.request (asked_at) where recorded is distinct from state and state in ('GRANTED', 'REVOKED');
comment on index access.request_unrecorded is 'Consents whose FHIR resource is still to be written.';
create index request_granted on access.request (institution, valid_until) where state = 'GRANTED';
comment on index access.request_granted is 'What residents allow an institution now.';
