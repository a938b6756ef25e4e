-- What residents say of looks: I was not there.

create table access.look_report (
    compartment bigint      not null,
    look        bigint      not null,
    person      bigint,
    reported_by text        not null,
    reported_at timestamptz not null,
    words       text        not null,
    answered_by text,
    answered_at timestamptz,
    outcome     text        check (outcome in ('RIGHTFUL', 'MISUSE', 'UNCLEAR')),
    answer      text,
    primary key (compartment, look)
);
comment on table access.look_report is 'Looks of which the resident says that it was not for a visit of theirs; one row for each look, at the first of its source patients.';
comment on column access.look_report.compartment is 'Source patient whose record was looked at.';
comment on column access.look_report.look is 'Number of the look.';
comment on column access.look_report.person is 'Person the source patient was linked to when it was reported.';
comment on column access.look_report.reported_by is 'Login of the resident.';
comment on column access.look_report.reported_at is 'When.';
comment on column access.look_report.words is 'What the resident says; may be empty.';
comment on column access.look_report.answered_by is 'Login of who answered; null while it waits.';
comment on column access.look_report.answered_at is 'When it was answered.';
comment on column access.look_report.outcome is 'RIGHTFUL: the look was in order; MISUSE: it was not; UNCLEAR: it could not be found out.';
comment on column access.look_report.answer is 'What the resident is told.';
create index look_report_open on access.look_report (reported_at) where answered_at is null;
comment on index access.look_report_open is 'Those that wait for an answer, the oldest first.';
create index look_report_at on access.look_report (reported_at);
comment on index access.look_report_at is 'All, in the order in which they came.';
