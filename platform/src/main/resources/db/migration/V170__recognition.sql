-- Mutual recognition: the catalogue in editions, quality control, the ledger of what was relied on, and who has to be told.

create schema recognition;

create table recognition.edition (
    number  bigint      generated always as identity primary key,
    file    text        not null,
    content text        not null,
    digest  text        not null,
    shipped boolean     not null,
    at      timestamptz not null,
    by      text        not null
);
comment on table recognition.edition is 'Every content that a file of the catalogue ever had; the youngest of each file is in force.';
comment on column recognition.edition.number is 'Number of the edition, over all files: the edition of a catalogue is the number of its youngest file.';
comment on column recognition.edition.file is 'ITEMS, CODES, UNITS, WINDOWS or AREAS.';
comment on column recognition.edition.content is 'Comma-separated values, as they were sent.';
comment on column recognition.edition.digest is 'SHA-256 of the content.';
comment on column recognition.edition.shipped is 'Whether it came with the program; what people sent is never replaced by that.';
comment on column recognition.edition.at is 'When it came into force.';
comment on column recognition.edition.by is 'Account that sent it.';
create index edition_file on recognition.edition (file, number desc);
comment on index recognition.edition_file is 'The youngest of each file.';

create table recognition.quality (
    institution  text        not null,
    item         text        not null,
    id           bigint      generated always as identity,
    kind         text        not null check (kind in ('EXTERNAL', 'CERTIFICATE', 'INTERNAL', 'SUSPENSION')),
    level        text        check (level in ('NATIONAL', 'PROVINCES', 'PROVINCE', 'CITY', 'ALLIANCE')),
    area         text,
    passed       boolean     not null,
    valid_from   date        not null,
    valid_until  date        check (valid_until > valid_from),
    reference    text        not null,
    at           timestamptz not null,
    by           text        not null,
    withdrawn_at timestamptz,
    withdrawn_by text,
    primary key (institution, item, id)
);
comment on table recognition.quality is 'Quality control of one item at one institution for a time. Rows are withdrawn, never changed: what was relied on stays to be seen.';
comment on column recognition.quality.institution is 'USCC.';
comment on column recognition.quality.item is 'Code of the item; * for all of the institution''s.';
comment on column recognition.quality.id is 'Number.';
comment on column recognition.quality.kind is 'EXTERNAL: a round of external assessment; CERTIFICATE; INTERNAL: the laboratory''s own; SUSPENSION.';
comment on column recognition.quality.level is 'How far the mark reaches that it gives; null for INTERNAL and SUSPENSION.';
comment on column recognition.quality.area is 'Where the mark holds: *, places of a region code, or the name of a group.';
comment on column recognition.quality.passed is 'Whether the round was passed, or the day was in control.';
comment on column recognition.quality.valid_from is 'First day for which it speaks.';
comment on column recognition.quality.valid_until is 'The day after the last; null without an end.';
comment on column recognition.quality.reference is 'Name of the round or number of the certificate.';
comment on column recognition.quality.at is 'When it was recorded.';
comment on column recognition.quality.by is 'Account that recorded it.';
comment on column recognition.quality.withdrawn_at is 'Since when it counts no longer; null while it does.';
comment on column recognition.quality.withdrawn_by is 'Account that withdrew it.';
create unique index quality_once on recognition.quality
    (institution, item, kind, coalesce(level, ''), coalesce(area, ''), valid_from, reference) where withdrawn_at is null;
comment on index recognition.quality_once is 'What is sent again is not recorded twice.';

create table recognition.event (
    compartment   bigint      not null,
    id            uuid        not null,
    card          uuid        not null,
    kind          text        not null check (kind in ('REMINDED', 'QUOTED', 'REFUSED', 'REPEATED', 'MISSED')),
    at            timestamptz not null,
    day           date        not null,
    institution   text        not null,
    department    text,
    doctor        text        not null,
    doctor_name   text        not null,
    item          text        not null,
    maker         text        not null,
    made_at       timestamptz,
    result        text        not null,
    version       int         not null,
    result_compartment bigint not null,
    reason        text        not null,
    words         text        not null,
    patient_fen   bigint      not null,
    fund_fen      bigint      not null,
    explanation   jsonb       not null,
    marks         text        not null,
    terminal      text        not null,
    primary key (compartment, id)
);
comment on table recognition.event is 'The ledger: who was reminded of which result, relied on it or not, on what evidence, and what it saved. Only ever appended to.';
comment on column recognition.event.compartment is 'Source patient of the institution that orders; 0 where a check was missed before it was known.';
comment on column recognition.event.id is 'Random but for the compartment, which it carries, so that an answer finds its row.';
comment on column recognition.event.card is 'Id of the REMINDED row that this one answers; its own id there.';
comment on column recognition.event.kind is 'REMINDED: a card was shown; QUOTED: the result was relied on; REFUSED: it was not; REPEATED: the examination was made all the same, after a refusal; MISSED: no answer in time, the order went on.';
comment on column recognition.event.at is 'When.';
comment on column recognition.event.day is 'The day of that, in China.';
comment on column recognition.event.institution is 'USCC of who orders.';
comment on column recognition.event.department is 'Department of who orders; null where not told.';
comment on column recognition.event.doctor is 'Login of who orders.';
comment on column recognition.event.doctor_name is 'Name of who orders, as it was then.';
comment on column recognition.event.item is 'Code of the item.';
comment on column recognition.event.maker is 'USCC of who made the result.';
comment on column recognition.event.made_at is 'When the specimen was taken or the examination made.';
comment on column recognition.event.result is 'Type/id of the result.';
comment on column recognition.event.version is 'The version of it that was shown.';
comment on column recognition.event.result_compartment is 'Source patient under whom the result is filed; 0 for one of another province.';
comment on column recognition.event.reason is 'R1 to R6 of a refusal; CHANGED, SAME or UNCLEAR of a repeat; else empty.';
comment on column recognition.event.words is 'What the doctor wrote to the reason; else empty.';
comment on column recognition.event.patient_fen is 'What the patient saves by a quotation (of a card: would save; of a repeat: paid), in fen.';
comment on column recognition.event.fund_fen is 'The same of the insurance fund.';
comment on column recognition.event.explanation is 'Why the result was recognisable: rule, edition, quality control, window. Nothing of its value.';
comment on column recognition.event.marks is 'Marks that its report bore for the item.';
comment on column recognition.event.terminal is 'How it came: cds-hooks or page.';
create unique index event_answer on recognition.event (compartment, card) where kind in ('QUOTED', 'REFUSED');
comment on index recognition.event_answer is 'A card is answered once.';
create unique index event_repeat on recognition.event (compartment, card) where kind = 'REPEATED';
comment on index recognition.event_repeat is 'A refusal is followed by one repeat at most.';
create index event_day on recognition.event (day, institution, item);
comment on index recognition.event_day is 'Drill-down from the statistics.';

create table recognition.tally (
    day         date   not null,
    institution text   not null,
    doctor      text   not null,
    item        text   not null,
    kind        text   not null,
    reason      text   not null,
    maker       text   not null,
    events      bigint not null,
    patient_fen bigint not null,
    fund_fen    bigint not null,
    primary key (day, institution, doctor, item, kind, reason, maker)
);
comment on table recognition.tally is 'Counts and sums of the ledger, written in the transaction of each event; equal to a replay of it.';
comment on column recognition.tally.day is 'Day of the events.';
comment on column recognition.tally.institution is 'USCC of who ordered.';
comment on column recognition.tally.doctor is 'Login of who ordered.';
comment on column recognition.tally.item is 'Code of the item.';
comment on column recognition.tally.kind is 'Kind of the events.';
comment on column recognition.tally.reason is 'Reason of the events.';
comment on column recognition.tally.maker is 'USCC of who made the results.';
comment on column recognition.tally.events is 'How many.';
comment on column recognition.tally.patient_fen is 'Sum for patients, in fen.';
comment on column recognition.tally.fund_fen is 'Sum for the insurance fund, in fen.';

create table recognition.reliance (
    compartment bigint      not null,
    result      text        not null,
    card        uuid        not null,
    version     int         not null,
    doctor      text        not null,
    institution text        not null,
    patient     bigint      not null,
    item        text        not null,
    at          timestamptz not null,
    primary key (compartment, result, card)
);
comment on table recognition.reliance is 'Who relies on which version of which result, by the place of the result: what a correction looks for.';
comment on column recognition.reliance.compartment is 'Source patient under whom the result is filed.';
comment on column recognition.reliance.result is 'Type/id of the result.';
comment on column recognition.reliance.card is 'Id of the card that was answered by quoting it.';
comment on column recognition.reliance.version is 'The version that was quoted.';
comment on column recognition.reliance.doctor is 'Login of who quoted it.';
comment on column recognition.reliance.institution is 'USCC of who quoted it.';
comment on column recognition.reliance.patient is 'Source patient for whom it was quoted.';
comment on column recognition.reliance.item is 'Code of the item.';
comment on column recognition.reliance.at is 'When it was quoted.';

create table recognition.notice (
    compartment     bigint      not null,
    id              uuid        not null,
    result          text        not null,
    card            uuid        not null,
    doctor          text        not null,
    institution     text        not null,
    patient         bigint      not null,
    item            text        not null,
    quoted_version  int         not null,
    version         int         not null,
    kind            text        not null check (kind in ('CORRECTED', 'WITHDRAWN')),
    quoted_at       timestamptz not null,
    at              timestamptz not null,
    acknowledged_at timestamptz,
    primary key (compartment, id),
    unique (compartment, card, version)
);
comment on table recognition.notice is 'That a result was corrected or withdrawn after a doctor quoted it; stays until the doctor says it was read.';
comment on column recognition.notice.compartment is 'Source patient under whom the result is filed.';
comment on column recognition.notice.id is 'Random but for the compartment, which it carries.';
comment on column recognition.notice.result is 'Type/id of the result.';
comment on column recognition.notice.card is 'Id of the card by which it was quoted.';
comment on column recognition.notice.doctor is 'Login of who quoted it.';
comment on column recognition.notice.institution is 'USCC of who quoted it.';
comment on column recognition.notice.patient is 'Source patient for whom it was quoted.';
comment on column recognition.notice.item is 'Code of the item.';
comment on column recognition.notice.quoted_version is 'The version that was quoted.';
comment on column recognition.notice.version is 'The version that came after.';
comment on column recognition.notice.kind is 'CORRECTED or WITHDRAWN.';
comment on column recognition.notice.quoted_at is 'When it was quoted.';
comment on column recognition.notice.at is 'When the later version was seen.';
comment on column recognition.notice.acknowledged_at is 'When the doctor said it was read; null until then.';
create index notice_open on recognition.notice (doctor, at desc) where acknowledged_at is null;
comment on index recognition.notice_open is 'What waits for a doctor: by nature over all source patients.';
comment on index recognition.notice_compartment_card_version_key is 'A version is told once for each quotation.';
