-- Medical observation of contacts, day by day.

create table emergency.follow_up (
    event       bigint      not null,
    person      integer     not null,
    day         date        not null,
    said_at     timestamptz not null,
    outcome     text        not null check (outcome in ('WELL', 'ILL', 'NOT_REACHED', 'LOST')),
    words       text        not null,
    account     text        not null,
    name        text        not null,
    recorded_at timestamptz not null,
    primary key (event, person, day, said_at),
    foreign key (event, person) references emergency.person (event, number)
);
comment on table emergency.follow_up is 'What was found when a contact was looked after; the last said of a day holds.';
comment on column emergency.follow_up.event is 'The event.';
comment on column emergency.follow_up.person is 'Number of the contact.';
comment on column emergency.follow_up.day is 'Day of the observation.';
comment on column emergency.follow_up.said_at is 'When it was said, by the clock of whoever said it; a telephone without network sends it later.';
comment on column emergency.follow_up.outcome is 'WELL, ILL, NOT_REACHED or LOST.';
comment on column emergency.follow_up.words is 'What was found; may be empty.';
comment on column emergency.follow_up.account is 'Login of whoever said it.';
comment on column emergency.follow_up.name is 'Name of whoever said it.';
comment on column emergency.follow_up.recorded_at is 'When it came to the platform.';
