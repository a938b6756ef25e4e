-- Standing rules (授权规则): what residents permit and deny before anybody asks. A change is a new version; the old one stays.

create table access.rule (
    compartment          bigint      not null,
    id                   text        not null,
    version              integer     not null check (version > 0),
    patient              text        not null,
    effect               text        not null check (effect in ('PERMIT', 'DENY', 'ONLY')),
    institution          text,
    doctor               text,
    doctor_name          text,
    categories           text[]      not null default '{}',
    classes              text[]      not null default '{}',
    document             text,
    document_compartment bigint,
    document_local       integer,
    care_from            timestamptz,
    care_until           timestamptz,
    purpose              text        not null,
    once                 boolean     not null default false,
    valid_from           timestamptz not null,
    valid_until          timestamptz,
    template             text,
    account              text        not null,
    writer               text        not null,
    made_at              timestamptz not null,
    superseded_at        timestamptz,
    ended_at             timestamptz,
    ended_by             text,
    used_at              timestamptz,
    used_by              text,
    recorded             boolean     not null default false,
    primary key (compartment, id, version),
    check (doctor is null or institution is not null),
    check ((document is null) = (document_compartment is null) and (document is null) = (document_local is null)),
    check (valid_until > valid_from),
    check (care_until > care_from),
    check (not once or effect = 'PERMIT')
);
comment on table access.rule is 'Standing rules of residents about who may see what, each version of each.';
comment on column access.rule.compartment is 'Source patient through which the resident is bound to a person; the rule is about all records of that person.';
comment on column access.rule.id is 'Public id; carries the compartment in front. The same as the logical id of the Consent.';
comment on column access.rule.version is 'From 1; the newest is the one whose superseded_at is null.';
comment on column access.rule.patient is 'Logical id of that Patient.';
comment on column access.rule.effect is 'PERMIT, DENY, or ONLY: permits those who are named and denies everybody else.';
comment on column access.rule.institution is 'USCC of the institution that is meant, or of the doctor''s; null for everybody.';
comment on column access.rule.doctor is 'Login of the one doctor who is meant; null for all of the institution.';
comment on column access.rule.doctor_name is 'Name of that doctor when the rule was made.';
comment on column access.rule.categories is 'Categories of the record that are meant; empty for the whole record.';
comment on column access.rule.classes is 'Special classes: those that a permission includes; those to which a denial is confined, where there are any.';
comment on column access.rule.document is 'The one resource that is meant, as Type/id; null where it is none alone.';
comment on column access.rule.document_compartment is 'Source patient in whose record that resource is.';
comment on column access.rule.document_local is 'Number of that resource there.';
comment on column access.rule.care_from is 'First moment of the period of care that is meant; null where it is open.';
comment on column access.rule.care_until is 'First moment after that period; null where it is open.';
comment on column access.rule.purpose is 'What somebody looks for; CARE.';
comment on column access.rule.once is 'Whether the first look uses it up.';
comment on column access.rule.valid_from is 'Begin of the rule.';
comment on column access.rule.valid_until is 'End of the rule; null for a denial without end.';
comment on column access.rule.template is 'Template that the form was filled from, as id@version; null for none.';
comment on column access.rule.account is 'Login of who wrote this version.';
comment on column access.rule.writer is 'Name of who wrote this version, then.';
comment on column access.rule.made_at is 'When this version was written.';
comment on column access.rule.superseded_at is 'When the next version was written; null for the newest.';
comment on column access.rule.ended_at is 'When it was taken back; null for never.';
comment on column access.rule.ended_by is 'Login of who took it back.';
comment on column access.rule.used_at is 'When the one look was had, of a rule for one look; set in the transaction of the look.';
comment on column access.rule.used_by is 'Login of who had that look.';
comment on column access.rule.recorded is 'Whether the FHIR Consent says what this row does.';
create unique index rule_current on access.rule (compartment, id) where superseded_at is null;
comment on index access.rule_current is 'The newest version of each rule of a record: what decisions read.';
create index rule_unrecorded on access.rule (made_at) where superseded_at is null and not recorded;
comment on index access.rule_unrecorded is 'Rules whose FHIR Consent is still to be written.';
