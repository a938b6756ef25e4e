-- Whom people of an event met, and who infected whom.

create table emergency.meeting (
    event    bigint  not null,
    source   integer not null,
    target   integer not null,
    relation text    not null check (relation in ('FAMILY', 'COLLEAGUE', 'SCHOOL', 'HEALTH_CARE', 'TRAVEL', 'NEIGHBOUR', 'OTHER')),
    exposure text    not null check (exposure in ('LIVED_TOGETHER', 'CARED', 'SAME_ROOM', 'MEAL', 'TRANSPORT', 'OTHER')),
    last_on  date,
    infected boolean not null,
    primary key (event, source, target),
    foreign key (event, source) references emergency.person (event, number),
    foreign key (event, target) references emergency.person (event, number),
    check (source <> target)
);
comment on table emergency.meeting is 'Who met whom, and who infected whom; the links of transmission chains.';
comment on column emergency.meeting.event is 'The event.';
comment on column emergency.meeting.source is 'Number of the one who was ill or carried it.';
comment on column emergency.meeting.target is 'Number of the one who was exposed.';
comment on column emergency.meeting.relation is 'What they are to each other.';
comment on column emergency.meeting.exposure is 'How they met.';
comment on column emergency.meeting.last_on is 'Day of the last exposure; null where unknown.';
comment on column emergency.meeting.infected is 'Whether the first is held to have infected the second.';
create unique index meeting_infected on emergency.meeting (event, target) where infected;
comment on index emergency.meeting_infected is 'Nobody is infected by two.';
create index meeting_target on emergency.meeting (event, target);
comment on index emergency.meeting_target is 'Whom somebody met.';
