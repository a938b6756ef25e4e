-- What comes from whom by the hour, counted from the journal in rounds, and who fell silent.

create table onboarding.volume (
    institution text        not null,
    system      text        not null,
    kind        text        not null,
    hour        timestamptz not null,
    messages    bigint      not null,
    primary key (institution, system, kind, hour)
);
comment on table onboarding.volume is 'How many messages of a kind came from a system in an hour.';
comment on column onboarding.volume.institution is 'USCC of the sender.';
comment on column onboarding.volume.system is 'What the system calls itself in MSH-3; for other doors its client_id.';
comment on column onboarding.volume.kind is 'As in intake.message.';
comment on column onboarding.volume.hour is 'Beginning of the hour of arrival.';
comment on column onboarding.volume.messages is 'Their number, repetitions left out, refused ones included.';

create index volume_hour on onboarding.volume (hour);
comment on index onboarding.volume_hour is 'Finds what is too old to say anything of a habit.';

create table onboarding.feed (
    institution text        not null,
    system      text        not null,
    kind        text        not null,
    first_hour  timestamptz not null,
    newest      timestamptz not null,
    judged_hour timestamptz not null default '-infinity',
    primary key (institution, system, kind)
);
comment on table onboarding.feed is 'What comes at all: kinds of messages by system.';
comment on column onboarding.feed.institution is 'USCC of the sender.';
comment on column onboarding.feed.system is 'As in volume.';
comment on column onboarding.feed.kind is 'As in volume.';
comment on column onboarding.feed.first_hour is 'Hour of the first message; a habit is not known before.';
comment on column onboarding.feed.newest is 'When the newest message came.';
comment on column onboarding.feed.judged_hour is 'End of the hours of which it was looked last whether it is silent.';

create table onboarding.counting (
    one       boolean     not null default true check (one),
    place     bigint      not null,
    mark      bigint      not null,
    marked_at timestamptz not null,
    until     timestamptz not null,
    primary key (one)
);
comment on table onboarding.counting is 'How far the journal is counted; one row.';
comment on column onboarding.counting.one is 'Always true.';
comment on column onboarding.counting.place is 'Number of the last message that was counted.';
comment on column onboarding.counting.mark is 'Where the journal ended when it was looked last; counted to there once nobody can bring lines below it any more.';
comment on column onboarding.counting.marked_at is 'When that was.';
comment on column onboarding.counting.until is 'Everything that came before this moment is counted.';

insert into onboarding.counting (place, mark, marked_at, until) values (0, 0, '-infinity', '-infinity');

create table onboarding.silence (
    institution text        not null,
    system      text        not null,
    kind        text        not null,
    since       timestamptz not null,
    noticed_at  timestamptz not null,
    expected    bigint      not null,
    least       bigint      not null,
    weeks       integer     not null,
    ended_at    timestamptz,
    primary key (institution, system, kind, since)
);
comment on table onboarding.silence is 'Feeds that were silent longer than is their habit; a silence ends by itself when a message comes.';
comment on column onboarding.silence.institution is 'USCC of the sender.';
comment on column onboarding.silence.system is 'As in volume.';
comment on column onboarding.silence.kind is 'As in volume.';
comment on column onboarding.silence.since is 'End of the hour of the last message.';
comment on column onboarding.silence.noticed_at is 'End of the hours that were looked at when it was noticed.';
comment on column onboarding.silence.expected is 'Median of what came in the same hours of the weeks before.';
comment on column onboarding.silence.least is 'The least of these.';
comment on column onboarding.silence.weeks is 'How many weeks these are.';
comment on column onboarding.silence.ended_at is 'When the next message came; null while it lasts.';

create index silence_open on onboarding.silence (institution, system, kind) where ended_at is null;
comment on index onboarding.silence_open is 'The alarms that stand.';
