-- Reading by law (法定情形): without or against consent, for a duty that a statute names; what the statute says is dated data.

create table access.lawful_read (
    compartment  bigint      not null,
    id           text        not null,
    law          text        not null,
    version      integer     not null,
    account      text        not null,
    name         text        not null,
    role         text        not null,
    institution  text,
    authority    text        not null,
    document     text,
    words        text        not null,
    categories   text[]      not null,
    care_from    timestamptz,
    care_until   timestamptz,
    asked_at     timestamptz not null,
    until        timestamptz not null,
    confirm      boolean     not null,
    answered_at  timestamptz,
    answered_by  text,
    confirmed    boolean,
    answer_words text,
    ended_at     timestamptz,
    tell_at      timestamptz not null,
    primary key (compartment, id),
    check ((answered_at is null) = (confirmed is null))
);
comment on table access.lawful_read is 'Reading by law: who reads whose record under which statute, on which document, what of it, how long, and when the resident is told.';
comment on column access.lawful_read.compartment is 'Source patient that was named; the record of the same person is meant.';
comment on column access.lawful_read.id is 'Names it: compartment and a random number.';
comment on column access.lawful_read.law is 'Rule of laws.json.';
comment on column access.lawful_read.version is 'Its version.';
comment on column access.lawful_read.account is 'Login of who reads.';
comment on column access.lawful_read.name is 'Name of who reads, then.';
comment on column access.lawful_read.role is 'Role of who reads.';
comment on column access.lawful_read.institution is 'USCC of the institution of who reads; null for people of the platform.';
comment on column access.lawful_read.authority is 'Body for which it is read, such as a court; empty where the reader''s own institution has the duty.';
comment on column access.lawful_read.document is 'Number of the document that was shown; null where the law asks for none.';
comment on column access.lawful_read.words is 'What it is needed for.';
comment on column access.lawful_read.categories is 'What of the record: categories, never more than the rule has.';
comment on column access.lawful_read.care_from is 'First moment of the period of care that is meant; null where it is open.';
comment on column access.lawful_read.care_until is 'First moment after it; null where it is open.';
comment on column access.lawful_read.asked_at is 'When it was asked for.';
comment on column access.lawful_read.until is 'When it ends by itself.';
comment on column access.lawful_read.confirm is 'Whether a second person has to confirm it before anything is read.';
comment on column access.lawful_read.answered_at is 'When the second person answered; null where none is asked or while it waits.';
comment on column access.lawful_read.answered_by is 'Login of the second person.';
comment on column access.lawful_read.confirmed is 'What the second person said.';
comment on column access.lawful_read.answer_words is 'Why.';
comment on column access.lawful_read.ended_at is 'When the reader gave it back before its time; null for not.';
comment on column access.lawful_read.tell_at is 'From when the resident sees it and the looks under it.';
create index lawful_read_account on access.lawful_read (account, until);
comment on index access.lawful_read_account is 'What somebody may read by law now.';
create index lawful_read_waiting on access.lawful_read (asked_at) where confirm and answered_at is null;
comment on index access.lawful_read_waiting is 'What waits for the second person, the oldest first.';
create index lawful_read_answered on access.lawful_read (answered_at) where answered_at is not null;
comment on index access.lawful_read_answered is 'What a second person answered.';

alter table access.look
    add column law     text,
    add column tell_at timestamptz;
comment on column access.look.law is 'Of a look by law: rule@version and the lawful_read, parted by a space; stands in the receipt behind the basis.';
comment on column access.look.tell_at is 'From when the resident sees the look, where the law puts that off; null for at once.';
comment on column access.look.basis is
    'Why it was allowed: TREATMENT, CONSENT, EMERGENCY, CODE, SELF, PROXY, SOURCE, IDENTITY, LAW, DUTY, OPEN_NODE or NONE.';
