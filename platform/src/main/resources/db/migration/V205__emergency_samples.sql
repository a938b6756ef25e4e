-- Laboratory samples of people of events, and through whose hands they went.

create table emergency.sample (
    event     bigint  not null,
    number    integer not null,
    person    integer not null,
    label     text    not null,
    material  text    not null,
    test      text    not null,
    result    text    not null check (result in ('PENDING', 'POSITIVE', 'NEGATIVE', 'INCONCLUSIVE')),
    words     text    not null,
    result_at timestamptz,
    primary key (event, number),
    foreign key (event, person) references emergency.person (event, number),
    check ((result = 'PENDING') = (result_at is null))
);
comment on table emergency.sample is 'Laboratory samples of people of events.';
comment on column emergency.sample.event is 'The event.';
comment on column emergency.sample.number is 'Number in the event, from 1.';
comment on column emergency.sample.person is 'Number of the person.';
comment on column emergency.sample.label is 'What stands on the tube.';
comment on column emergency.sample.material is 'What was taken, such as 咽拭子.';
comment on column emergency.sample.test is 'What it is tested for.';
comment on column emergency.sample.result is 'What was found.';
comment on column emergency.sample.words is 'What the laboratory said beside it: organism, type, value.';
comment on column emergency.sample.result_at is 'When the result was written down; null while it is pending.';
create unique index sample_label on emergency.sample (event, label);
comment on index emergency.sample_label is 'A label stands on one tube.';
create index sample_person on emergency.sample (event, person);
comment on index emergency.sample_person is 'Samples of a person.';

create table emergency.custody (
    event     bigint      not null,
    sample    integer     not null,
    step      integer     not null,
    kind      text        not null check (kind in ('TAKEN', 'SENT', 'RECEIVED', 'DESTROYED')),
    at        timestamptz not null,
    holder    text        not null,
    condition text        not null,
    account   text        not null,
    primary key (event, sample, step),
    foreign key (event, sample) references emergency.sample (event, number)
);
comment on table emergency.custody is 'Through whose hands a sample went; without a gap from taking to destruction.';
comment on column emergency.custody.event is 'The event.';
comment on column emergency.custody.sample is 'Number of the sample.';
comment on column emergency.custody.step is 'From 1, without a gap.';
comment on column emergency.custody.kind is 'Taken, sent, received by a laboratory, or destroyed.';
comment on column emergency.custody.at is 'When; never before the step before.';
comment on column emergency.custody.holder is 'Who had it from then on.';
comment on column emergency.custody.condition is 'How it was kept and in what state it came.';
comment on column emergency.custody.account is 'Login of whoever wrote it down.';
