-- The quality of what is sent: counts of rules kept and broken, samples, what the sources counted, checks that are run again.

create table intake.quality (
    institution text     not null,
    day         date     not null,
    dataset     text     not null,
    rule        text     not null,
    part        smallint not null,
    door        text     not null check (door in ('FHIR', 'HL7V2', 'CDA', 'TABLE')),
    judged      bigint   not null,
    broken      bigint   not null,
    untold      bigint   not null,
    constraint quality_pk primary key (institution, day, dataset, rule, part)
);
comment on table intake.quality is 'How often each rule was applied and broken, by institution, day and data set; kept in the commit that stores what was judged';
comment on column intake.quality.institution is 'USCC; empty where unknown';
comment on column intake.quality.day is 'Of arrival, in the zone of the province';
comment on column intake.quality.dataset is 'Kind of the message, kind of the document, or name of the table';
comment on column intake.quality.rule is 'Code of the rule';
comment on column intake.quality.part is 'Which of the rows that the count is spread over; it is their sum';
comment on column intake.quality.door is 'As in message';
comment on column intake.quality.judged is 'Messages, documents or rows that the rule was applied to';
comment on column intake.quality.broken is 'Those that broke it';
comment on column intake.quality.untold is 'Those of which it could not be told; not in judged';

create index quality_day on intake.quality (day);
comment on index intake.quality_day is 'All institutions of a day, for the operator';

create table intake.quality_sample (
    institution text        not null,
    day         date        not null,
    dataset     text        not null,
    rule        text        not null,
    slot        smallint    not null check (slot between 1 and 3),
    message     bigint,
    load        bigint,
    line        bigint,
    patient     text        not null,
    content     text        not null,
    at          timestamptz not null,
    constraint quality_sample_pk primary key (institution, day, dataset, rule, slot)
);
comment on table intake.quality_sample is 'At most three examples of what broke a rule, masked';
comment on column intake.quality_sample.institution is 'USCC; empty where unknown';
comment on column intake.quality_sample.day is 'Of arrival';
comment on column intake.quality_sample.dataset is 'As in quality';
comment on column intake.quality_sample.rule is 'Code of the rule';
comment on column intake.quality_sample.slot is 'From 1';
comment on column intake.quality_sample.message is 'Line of the journal; null of a row that was stored';
comment on column intake.quality_sample.load is 'File of a row that was stored';
comment on column intake.quality_sample.line is 'Its line in that file';
comment on column intake.quality_sample.patient is 'Masked, as in message';
comment on column intake.quality_sample.content is 'Values at fault, masked';
comment on column intake.quality_sample.at is 'Of arrival';

create table intake.daily_count (
    institution text        not null,
    day         date        not null,
    dataset     text        not null,
    version     integer     not null,
    counted     bigint      not null check (counted >= 0),
    at          timestamptz not null,
    by          text        not null,
    constraint daily_count_pk primary key (institution, day, dataset, version)
);
comment on table intake.daily_count is 'How many a source says that it sent on a day; none is ever changed, the newest counts';
comment on column intake.daily_count.institution is 'USCC';
comment on column intake.daily_count.day is 'On which they were sent';
comment on column intake.daily_count.dataset is 'As in quality';
comment on column intake.daily_count.version is 'From 1';
comment on column intake.daily_count.counted is 'Messages, documents or rows';
comment on column intake.daily_count.at is 'When it was told';
comment on column intake.daily_count.by is 'Account';

create table intake.quality_check (
    institution text        not null,
    day         date        not null,
    dataset     text        not null,
    rule        text        not null,
    upto        bigint      not null,
    after       bigint      not null,
    load        bigint      not null,
    line        bigint      not null,
    total       bigint      not null,
    seen        bigint      not null,
    was_judged  bigint      not null,
    was_broken  bigint      not null,
    was_untold  bigint      not null,
    judged      bigint      not null,
    broken      bigint      not null,
    untold      bigint      not null,
    started_at  timestamptz not null,
    ended_at    timestamptz,
    by          text        not null,
    constraint quality_check_pk primary key (institution, day, dataset, rule)
);
comment on table intake.quality_check is 'The last time that a rule was run again over what is stored of one day and data set, and how far it came';
comment on column intake.quality_check.institution is 'USCC';
comment on column intake.quality_check.day is 'As in quality';
comment on column intake.quality_check.dataset is 'As in quality';
comment on column intake.quality_check.rule is 'Code of the rule';
comment on column intake.quality_check.upto is 'The last message of the journal that it judges; later ones are counted as they arrive';
comment on column intake.quality_check.after is 'The last message that it has judged';
comment on column intake.quality_check.load is 'The last file whose rows it has judged';
comment on column intake.quality_check.line is 'Rows of the next file that it has judged';
comment on column intake.quality_check.total is 'Messages and rows to judge';
comment on column intake.quality_check.seen is 'Messages and rows judged so far';
comment on column intake.quality_check.was_judged is 'As in quality when it began';
comment on column intake.quality_check.was_broken is 'As in quality when it began';
comment on column intake.quality_check.was_untold is 'As in quality when it began';
comment on column intake.quality_check.judged is 'Found so far';
comment on column intake.quality_check.broken is 'Found so far';
comment on column intake.quality_check.untold is 'Found so far';
comment on column intake.quality_check.started_at is 'When it began';
comment on column intake.quality_check.ended_at is 'When it was done';
comment on column intake.quality_check.by is 'Account';

create index message_received on intake.message using brin (received_at) with (autosummarize = on);
comment on index intake.message_received is 'The messages of a day, for rules that are run again; some bytes for each hundred pages';
