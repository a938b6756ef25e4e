-- Report cards drafted from the feed, what they rest on, what became of them, and the counts that come of it.

alter table access.account drop constraint account_role_check;
alter table access.account add constraint account_role_check
    check (role in ('RESIDENT', 'DOCTOR', 'INSTITUTION_IT', 'STEWARD', 'OPERATOR', 'REVIEWER', 'CDC'));
do $$
declare
    old text;
begin
    select conname into old
      from pg_constraint
     where conrelid = 'access.account'::regclass
       and contype = 'c'
       and pg_get_constraintdef(oid) like '%institution IS NOT NULL%';
    if old is not null then
        execute format('alter table access.account drop constraint %I', old);
    end if;
end
$$;
alter table access.account add constraint account_institution_check
    check ((role in ('DOCTOR', 'INSTITUTION_IT', 'CDC')) = (institution is not null));

create schema surveillance;
comment on schema surveillance is 'What is seen early: report cards, counts and signals.';

create table surveillance.card (
    compartment       bigint      not null,
    id                bigint      generated always as identity,
    disease           text        not null,
    family            text        not null,
    certainty         text        not null check (certainty in ('SUSPECTED', 'CLINICAL', 'CONFIRMED')),
    state             text        not null
        check (state in ('DRAFT', 'DISCARDED', 'SENT', 'RETURNED', 'FINAL', 'WITHDRAWN', 'HISTORY')),
    institution       text        not null,
    jurisdiction      text        not null,
    place             text        not null,
    site              text,
    onset             date        not null,
    diagnosed_at      timestamptz not null,
    known_at          timestamptz not null,
    due_at            timestamptz not null,
    level             smallint    not null,
    sent_at           timestamptz,
    review_due_at     timestamptz,
    reviewed_at       timestamptz,
    proposed          text,
    correction_due_at timestamptz,
    duplicate_of      bigint,
    revision          integer     not null,
    doctor            text        not null,
    fields            jsonb       not null,
    filled            real        not null,
    primary key (compartment, id)
);
comment on table surveillance.card is 'Report cards of infectious disease (传染病报告卡): one for each person, disease and episode.';
comment on column surveillance.card.compartment is 'Source patient.';
comment on column surveillance.card.id is 'Number of the card.';
comment on column surveillance.card.disease is 'Code of the disease list.';
comment on column surveillance.card.family is 'What it is counted under.';
comment on column surveillance.card.certainty is 'SUSPECTED, CLINICAL or CONFIRMED (病例分类1).';
comment on column surveillance.card.state is 'DRAFT, DISCARDED, SENT, RETURNED, FINAL, WITHDRAWN; HISTORY: came with a record long after the diagnosis and is only counted.';
comment on column surveillance.card.institution is 'USCC of the institution that diagnosed first.';
comment on column surveillance.card.jurisdiction is 'GB/T 2260: where that institution is; its CDC reviews.';
comment on column surveillance.card.place is 'GB/T 2260: where the patient lives (现住址), as far as it is known; it is counted there.';
comment on column surveillance.card.site is 'School, workplace, estate or village, as written; null where unknown.';
comment on column surveillance.card.onset is 'Day of onset.';
comment on column surveillance.card.diagnosed_at is 'From where the clock runs: diagnosis, result or suspicion, whichever came first.';
comment on column surveillance.card.known_at is 'When the platform learned of it.';
comment on column surveillance.card.due_at is 'When the report is due.';
comment on column surveillance.card.level is 'How far the clock was when somebody was last told: 0 running, 1 half, 2 four fifths, 3 overdue.';
comment on column surveillance.card.sent_at is 'When it was first signed and sent.';
comment on column surveillance.card.review_due_at is 'When the county CDC is to have reviewed it.';
comment on column surveillance.card.reviewed_at is 'When it was last reviewed.';
comment on column surveillance.card.proposed is 'Certainty and disease that later evidence asks for, as CERTAINTY code; null where nothing waits.';
comment on column surveillance.card.correction_due_at is 'When that correction is due.';
comment on column surveillance.card.duplicate_of is 'Number of the card of the same case that counts; null for one that counts itself.';
comment on column surveillance.card.revision is 'From 1; each change of the card adds one.';
comment on column surveillance.card.doctor is 'Name of the reporting doctor, as written; empty where unknown.';
comment on column surveillance.card.fields is 'The fields of the card that describe person and report.';
comment on column surveillance.card.filled is 'Share of the fields asked of this card that are filled, 0 to 1.';
create unique index card_number on surveillance.card (id);
comment on index surveillance.card_number is 'A card by its number.';
create index card_institution on surveillance.card (institution, state, id);
comment on index surveillance.card_institution is 'The cards of an institution.';
create index card_jurisdiction on surveillance.card (jurisdiction text_pattern_ops, state, id);
comment on index surveillance.card_jurisdiction is 'The inbox of a CDC.';
create index card_place on surveillance.card (place text_pattern_ops, family, onset);
comment on index surveillance.card_place is 'The cases behind a count.';
create index card_clock on surveillance.card (due_at) where state = 'DRAFT' and level < 3;
comment on index surveillance.card_clock is 'Drafts whose clock runs.';
create index card_known on surveillance.card (known_at);
comment on index surveillance.card_known is 'What was learned lately.';

create table surveillance.evidence (
    compartment bigint      not null,
    resource    text        not null,
    disease     text        not null,
    card        bigint      not null,
    trigger     text        not null,
    certainty   text        not null,
    at          timestamptz not null,
    why         jsonb       not null,
    primary key (compartment, resource, disease)
);
comment on table surveillance.evidence is 'What in the record speaks of a case.';
comment on column surveillance.evidence.compartment is 'Source patient.';
comment on column surveillance.evidence.resource is 'Type/id.';
comment on column surveillance.evidence.disease is 'Code of the disease list.';
comment on column surveillance.evidence.card is 'The card that rests on it, of this source patient or of another one of the same person.';
comment on column surveillance.evidence.trigger is 'T1 to T7.';
comment on column surveillance.evidence.certainty is 'SUSPECTED, CLINICAL or CONFIRMED.';
comment on column surveillance.evidence.at is 'When it was diagnosed, released or ordered.';
comment on column surveillance.evidence.why is 'The explanation.';
create index evidence_card on surveillance.evidence (card);
comment on index surveillance.evidence_card is 'What a card rests on.';

create table surveillance.card_event (
    compartment bigint      not null,
    card        bigint      not null,
    revision    integer     not null,
    at          timestamptz not null,
    kind        text        not null,
    account     text        not null,
    name        text        not null,
    reason      text        not null,
    counted     boolean     not null,
    place       text        not null,
    family      text        not null,
    onset       date        not null,
    diagnosed   date        not null,
    primary key (compartment, card, revision, kind)
);
comment on table surveillance.card_event is 'What happened to cards, with what each counted as from then on. Rows are only added.';
comment on column surveillance.card_event.compartment is 'Source patient.';
comment on column surveillance.card_event.card is 'Number of the card.';
comment on column surveillance.card_event.revision is 'Of the card after it.';
comment on column surveillance.card_event.at is 'When.';
comment on column surveillance.card_event.kind is 'DRAFTED, EVIDENCE, SENT, DISCARDED, REVIEWED, RETURNED, CORRECTED, WITHDRAWN, REMINDED, ESCALATED, OVERDUE and others.';
comment on column surveillance.card_event.account is 'Login of whoever did it; platform for the platform itself.';
comment on column surveillance.card_event.name is 'Name of whoever did it.';
comment on column surveillance.card_event.reason is 'What was said of it; empty for nothing.';
comment on column surveillance.card_event.counted is 'Whether the card counts from then on.';
comment on column surveillance.card_event.place is 'Where it counts.';
comment on column surveillance.card_event.family is 'As what it counts.';
comment on column surveillance.card_event.onset is 'Day of onset.';
comment on column surveillance.card_event.diagnosed is 'Day of diagnosis, in China.';

create table surveillance.sighting (
    compartment bigint      not null,
    syndrome    text        not null,
    encounter   text        not null,
    place       text        not null,
    site        text,
    day         date        not null,
    known_at    timestamptz not null,
    gone_at     timestamptz,
    primary key (compartment, syndrome, encounter)
);
comment on table surveillance.sighting is 'Visits with a syndrome (症候群); a person has no card for it.';
comment on column surveillance.sighting.compartment is 'Source patient.';
comment on column surveillance.sighting.syndrome is 'Code of the syndrome.';
comment on column surveillance.sighting.encounter is 'Logical id of the visit.';
comment on column surveillance.sighting.place is 'GB/T 2260: where the patient lives.';
comment on column surveillance.sighting.site is 'School, workplace, estate or village; null where unknown.';
comment on column surveillance.sighting.day is 'Day of the visit.';
comment on column surveillance.sighting.known_at is 'When the platform learned of it.';
comment on column surveillance.sighting.gone_at is 'When the visit was deleted; null while it stands.';
create index sighting_place on surveillance.sighting (place text_pattern_ops, syndrome, day);
comment on index surveillance.sighting_place is 'The visits behind a count.';

create table surveillance.count_change (
    id       bigint      generated always as identity primary key,
    place    text        not null,
    what     text        not null,
    dated    text        not null check (dated in ('ONSET', 'DIAGNOSIS')),
    day      date        not null,
    known_at timestamptz not null,
    delta    integer     not null
);
comment on table surveillance.count_change is 'How counts came to be what they are. Rows are only added; a late or corrected report is a row more.';
comment on column surveillance.count_change.id is 'Order of writing.';
comment on column surveillance.count_change.place is 'GB/T 2260.';
comment on column surveillance.count_change.what is 'Family of diseases or syndrome.';
comment on column surveillance.count_change.dated is 'Whether day is that of onset or that of diagnosis.';
comment on column surveillance.count_change.day is 'The day that is counted.';
comment on column surveillance.count_change.known_at is 'From when on it is known.';
comment on column surveillance.count_change.delta is 'Cases more or fewer.';
create index count_change_series on surveillance.count_change (what, place text_pattern_ops, dated, day);
comment on index surveillance.count_change_series is 'A series as it was known.';

create table surveillance.daily_count (
    place text    not null,
    what  text    not null,
    dated text    not null,
    day   date    not null,
    cases integer not null,
    primary key (place, what, dated, day)
);
comment on table surveillance.daily_count is 'Cases of each day as they are known now: the sum of the changes.';
comment on column surveillance.daily_count.place is 'GB/T 2260.';
comment on column surveillance.daily_count.what is 'Family of diseases or syndrome.';
comment on column surveillance.daily_count.dated is 'ONSET or DIAGNOSIS.';
comment on column surveillance.daily_count.day is 'The day.';
comment on column surveillance.daily_count.cases is 'Cases.';

create table surveillance.series (
    place        text        not null,
    what         text        not null,
    changed_at   timestamptz not null,
    evaluated_at timestamptz,
    primary key (place, what)
);
comment on table surveillance.series is 'Which series were counted anew, and when each was last looked at by the detectors.';
comment on column surveillance.series.place is 'GB/T 2260.';
comment on column surveillance.series.what is 'Family of diseases or syndrome.';
comment on column surveillance.series.changed_at is 'Last change of a count.';
comment on column surveillance.series.evaluated_at is 'The change up to which detectors looked; null for none.';
create index series_waiting on surveillance.series (changed_at) where evaluated_at is null or evaluated_at < changed_at;
comment on index surveillance.series_waiting is 'Series that wait for the detectors.';
