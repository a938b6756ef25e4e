-- Emergency access (紧急访问): a doctor opens what the resident cannot allow now; told to the resident at once, reviewed within a day.

alter table access.account drop constraint account_role_check;
alter table access.account add constraint account_role_check
    check (role in ('RESIDENT', 'DOCTOR', 'INSTITUTION_IT', 'STEWARD', 'OPERATOR', 'REVIEWER'));

create table access.emergency (
    compartment  bigint      not null,
    id           text        not null,
    account      text        not null,
    name         text        not null,
    institution  text        not null,
    ground       text        not null check (ground in ('UNCONSCIOUS', 'LIFE_THREATENING', 'NOBODY_TO_ASK', 'OTHER')),
    words        text        not null,
    opened_at    timestamptz not null,
    until        timestamptz not null,
    ended_at     timestamptz,
    ended_by     text,
    review_by    timestamptz not null,
    reviewed_at  timestamptz,
    reviewer     text,
    verdict      text        check (verdict in ('JUSTIFIED', 'UNJUSTIFIED')),
    review_words text,
    primary key (compartment, id),
    check ((reviewed_at is null) = (verdict is null))
);
comment on table access.emergency is 'Emergency access that doctors opened: whose record, why, how long, and what the review found.';
comment on column access.emergency.compartment is 'Source patient of the doctor''s institution with the visit; the record of the same person elsewhere was opened.';
comment on column access.emergency.id is 'Names it: compartment and a random number.';
comment on column access.emergency.account is 'Login of the doctor.';
comment on column access.emergency.name is 'Name of the doctor then.';
comment on column access.emergency.institution is 'USCC of the doctor''s institution.';
comment on column access.emergency.ground is 'Why the resident could not be asked, from a list.';
comment on column access.emergency.words is 'What the doctor said beside it; may be empty unless the ground is OTHER.';
comment on column access.emergency.opened_at is 'When it began.';
comment on column access.emergency.until is 'When it ends by itself.';
comment on column access.emergency.ended_at is 'When the doctor or the resident ended it before; null for neither.';
comment on column access.emergency.ended_by is 'Login of who ended it before its time: the doctor, the resident or the reviewer.';
comment on column access.emergency.review_by is 'Until when it is to be reviewed.';
comment on column access.emergency.reviewed_at is 'When it was; null while it waits.';
comment on column access.emergency.reviewer is 'Login of the reviewer.';
comment on column access.emergency.verdict is 'What the review found.';
comment on column access.emergency.review_words is 'What the reviewer said; the resident reads it.';
create index emergency_account on access.emergency (account, until);
comment on index access.emergency_account is 'What a doctor has open.';
create unique index emergency_one on access.emergency (compartment, account) where ended_at is null;
comment on index access.emergency_one is 'One at a time for a doctor and a patient.';

comment on column access.look.basis is
    'Why it was allowed: TREATMENT, CONSENT, EMERGENCY, CODE, SELF, SOURCE, IDENTITY, DUTY, OPEN_NODE or NONE.';
create index emergency_waiting on access.emergency (opened_at) where reviewed_at is null;
comment on index access.emergency_waiting is 'What waits for review, the oldest first.';
create index emergency_reviewed on access.emergency (reviewed_at) where reviewed_at is not null;
comment on index access.emergency_reviewed is 'What was reviewed.';
