-- Codes of institutions: which were seen and what became of them, what people decided about them, records gone through again.

create table intake.code_seen (
    institution text        not null,
    system      text        not null,
    code        text        not null,
    kind        text        not null check (kind in ('DIAGNOSIS', 'PROCEDURE', 'LABORATORY', 'SERVICE', 'DRUG', 'UNIT')),
    state       text        not null check (state in ('UNMAPPED', 'MAPPED', 'NONE')),
    names       text[]      not null,
    units       text[]      not null,
    specimens   text[]      not null,
    beside      text[]      not null,
    examples    text[]      not null,
    low         numeric,
    high        numeric,
    occurrences bigint      not null,
    first_seen  timestamptz not null,
    last_seen   timestamptz not null,
    constraint code_seen_pk primary key (institution, system, code)
);
comment on table intake.code_seen is 'Codes of their own that institutions send, counted by the batch; not a line for each message';
comment on column intake.code_seen.institution is 'USCC of the sender';
comment on column intake.code_seen.system is 'Code system of the institution';
comment on column intake.code_seen.code is 'As sent; of units the unit';
comment on column intake.code_seen.kind is 'What it is a code of';
comment on column intake.code_seen.state is 'What became of it when it was seen last: no standard code, a standard code, said to have none';
comment on column intake.code_seen.names is 'At most five names that came with it';
comment on column intake.code_seen.units is 'At most five units of its values';
comment on column intake.code_seen.specimens is 'At most five kinds of specimen';
comment on column intake.code_seen.beside is 'At most five standard codes that the sender itself put beside it, as system|code';
comment on column intake.code_seen.examples is 'At most three control numbers of messages that held it';
comment on column intake.code_seen.low is 'Smallest value';
comment on column intake.code_seen.high is 'Largest value';
comment on column intake.code_seen.occurrences is 'How often it came';
comment on column intake.code_seen.first_seen is 'When it came first';
comment on column intake.code_seen.last_seen is 'When it came last';

create index code_seen_list on intake.code_seen (institution, state, occurrences desc);
comment on index intake.code_seen_list is 'The work list: most used first';

create table intake.code_day (
    institution text   not null,
    day         date   not null,
    kind        text   not null,
    occurrences bigint not null,
    mapped      bigint not null,
    settled     bigint not null,
    constraint code_day_pk primary key (institution, day, kind)
);
comment on table intake.code_day is 'How many codes of an institution came on a day, and how many of them had a standard code';
comment on column intake.code_day.institution is 'USCC of the sender';
comment on column intake.code_day.day is 'Of arrival, in the zone of the province';
comment on column intake.code_day.kind is 'As in code_seen';
comment on column intake.code_day.occurrences is 'Coded values that hold a code of the institution';
comment on column intake.code_day.mapped is 'Those with a standard code beside it';
comment on column intake.code_day.settled is 'Those of which somebody said that there is none';

create table intake.code_decision (
    id             bigint generated always as identity,
    institution    text        not null,
    system         text        not null,
    code           text        not null,
    kind           text        not null,
    name           text        not null,
    target_system  text,
    target_code    text,
    target_display text,
    equivalence    text        not null check (equivalence in ('equivalent', 'wider', 'narrower', 'inexact', 'unmatched')),
    reason         text        not null,
    valid_from     date,
    state          text        not null check (state in ('PROPOSED', 'IN_FORCE', 'UNDONE')),
    decided_at     timestamptz not null,
    decided_by     text        not null,
    confirmed_at   timestamptz,
    confirmed_by   text,
    undone_at      timestamptz,
    undone_by      text,
    constraint code_decision_pk primary key (id),
    constraint code_decision_target check ((equivalence = 'unmatched') = (target_code is null))
);
comment on table intake.code_decision is 'What people decided about codes of institutions; none is removed. Those in force make the ConceptMap of the system';
comment on column intake.code_decision.id is 'Number';
comment on column intake.code_decision.institution is 'USCC';
comment on column intake.code_decision.system is 'Code system of the institution';
comment on column intake.code_decision.code is 'Code of the institution';
comment on column intake.code_decision.kind is 'As in code_seen';
comment on column intake.code_decision.name is 'Name of the code when it was decided';
comment on column intake.code_decision.target_system is 'Standard code system; null where there is no counterpart';
comment on column intake.code_decision.target_code is 'Standard code; null where there is no counterpart';
comment on column intake.code_decision.target_display is 'Its name';
comment on column intake.code_decision.equivalence is 'How the standard code relates to the code, as in FHIR R4';
comment on column intake.code_decision.reason is 'Why, in the words of who decided; may be empty where there is a counterpart';
comment on column intake.code_decision.valid_from is 'First day of events for which it holds; null for all';
comment on column intake.code_decision.state is 'Waiting for a second person, in force, taken back';
comment on column intake.code_decision.decided_at is 'When';
comment on column intake.code_decision.decided_by is 'Account';
comment on column intake.code_decision.confirmed_at is 'When the second person agreed';
comment on column intake.code_decision.confirmed_by is 'Account of the second person';
comment on column intake.code_decision.undone_at is 'When it was taken back';
comment on column intake.code_decision.undone_by is 'Account that took it back';

create unique index code_decision_open on intake.code_decision (institution, system, code) where state <> 'UNDONE';
comment on index intake.code_decision_open is 'One decision of a code at a time';

create table intake.code_again (
    id          bigint generated always as identity,
    institution text        not null,
    system      text        not null,
    types       text[]      not null,
    place       integer     not null,
    token       text,
    state       text        not null check (state in ('RUNNING', 'STOPPED', 'DONE', 'FAILED')),
    total       bigint      not null,
    seen        bigint      not null,
    changed     bigint      not null,
    kept        bigint      not null,
    why         text        not null,
    started_at  timestamptz not null,
    started_by  text        not null,
    ended_at    timestamptz,
    constraint code_again_pk primary key (id)
);
comment on table intake.code_again is 'Records that are translated again after a map changed, and how far that is';
comment on column intake.code_again.id is 'Number';
comment on column intake.code_again.institution is 'USCC; empty for the records of all';
comment on column intake.code_again.system is 'Code system whose codes are translated again';
comment on column intake.code_again.types is 'Resource types to go through';
comment on column intake.code_again.place is 'Which of them it is at, from 1';
comment on column intake.code_again.token is 'Its next page; null for the first';
comment on column intake.code_again.state is 'Under way, stopped by somebody, done, ended by an error';
comment on column intake.code_again.total is 'Records to look at, of the types that were begun';
comment on column intake.code_again.seen is 'Records looked at';
comment on column intake.code_again.changed is 'Records of which a new version was written';
comment on column intake.code_again.kept is 'Records that could not be written and stay as they were';
comment on column intake.code_again.why is 'Code of the error that ended it; empty for none';
comment on column intake.code_again.started_at is 'When';
comment on column intake.code_again.started_by is 'Account';
comment on column intake.code_again.ended_at is 'When it was done or stopped';

create unique index code_again_running on intake.code_again (institution, system) where state = 'RUNNING';
comment on index intake.code_again_running is 'One at a time of a system; also what the background asks for';
