-- Events of public health and what is done about them. What happened is a history that only grows; an event is what it adds up to.

create schema emergency;
comment on schema emergency is 'Emergency command: events, tasks, resources, people of an event, reports on the situation.';

create table emergency.event (
    id          bigint      generated always as identity primary key,
    title       text        not null,
    what        text        not null,
    place       text        not null,
    owner       text        not null,
    status      text        not null
        check (status in ('REPORTED', 'VERIFIED', 'RESPONDING', 'ENDED', 'REVIEWED', 'CLOSED')),
    level       text        check (level in ('I', 'II', 'III', 'IV')),
    signal      bigint,
    opened_at   timestamptz not null,
    version     integer     not null,
    staff       text[]      not null,
    assigned    text[]      not null,
    next_due_at timestamptz,
    state       jsonb       not null
);
comment on table emergency.event is 'Events of public health (突发公共卫生事件) as they stand: the sum of their history.';
comment on column emergency.event.id is 'Number of the event.';
comment on column emergency.event.title is 'What it is called.';
comment on column emergency.event.what is 'Family of diseases or syndrome of the surveillance list; empty for another kind of event.';
comment on column emergency.event.place is 'GB/T 2260: where it happens.';
comment on column emergency.event.owner is 'GB/T 2260: the one jurisdiction that commands it.';
comment on column emergency.event.status is 'Where it stands.';
comment on column emergency.event.level is 'I red to IV blue; null before it is graded.';
comment on column emergency.event.signal is 'The signal that it came from; null where it was opened by hand.';
comment on column emergency.event.opened_at is 'When it was opened.';
comment on column emergency.event.version is 'Of the last row of its history.';
comment on column emergency.event.staff is 'Logins on its duty roster.';
comment on column emergency.event.assigned is 'USCC of the institutions that have open tasks of it.';
comment on column emergency.event.next_due_at is 'When the next task is to be escalated unless it is done; null where none waits.';
comment on column emergency.event.state is 'The whole event, as its history adds up; names nobody who is ill.';
create unique index event_signal on emergency.event (signal) where status <> 'CLOSED';
comment on index emergency.event_signal is 'One open event for each signal.';
create index event_owner on emergency.event (owner text_pattern_ops, status);
comment on index emergency.event_owner is 'The events of a jurisdiction.';
create index event_place on emergency.event (place text_pattern_ops, status);
comment on index emergency.event_place is 'The events of a place.';
create index event_assigned on emergency.event using gin (assigned);
comment on index emergency.event_assigned is 'Events of which an institution has tasks.';
create index event_due on emergency.event (next_due_at) where next_due_at is not null;
comment on index emergency.event_due is 'Which event is to be looked at next.';

create table emergency.history (
    event   bigint      not null,
    version integer     not null,
    at      timestamptz not null,
    kind    text        not null,
    account text        not null,
    name    text        not null,
    body    jsonb       not null,
    primary key (event, version)
);
comment on table emergency.history is 'What happened in events. Rows are only added; they name nobody who is ill.';
comment on column emergency.history.event is 'The event.';
comment on column emergency.history.version is 'From 1, without a gap.';
comment on column emergency.history.at is 'When; never before the row before.';
comment on column emergency.history.kind is 'What kind of thing happened; names a record of the code.';
comment on column emergency.history.account is 'Login of whoever did it; platform for the platform itself.';
comment on column emergency.history.name is 'Name of whoever did it.';
comment on column emergency.history.body is 'What happened.';

create function emergency.history_stays() returns trigger language plpgsql as $$
begin
    raise exception 'the history of events only grows';
end
$$;
comment on function emergency.history_stays() is 'Refuses to change or delete what happened.';
create trigger history_stays before update or delete or truncate on emergency.history
    for each statement execute function emergency.history_stays();
comment on trigger history_stays on emergency.history is 'Rows are only added.';
