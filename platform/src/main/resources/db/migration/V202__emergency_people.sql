-- People of events: cases and contacts, where they were exposed, and who looked at them.

update emergency.event
   set state = state || '{"figures": {"cases": {}, "onsets": {}, "undated": 0, "deaths": 0, "recovered": 0, "contacts": 0, "followed": {}, "became": 0}}';

create table emergency.person (
    event          bigint  not null references emergency.event (id),
    number         integer not null,
    version        integer not null,
    card           bigint,
    compartment    bigint,
    fields         jsonb   not null,
    place          text    not null,
    was_contact    boolean not null,
    category       text    check (category in ('CLOSE', 'SECONDARY', 'GENERAL')),
    last_exposure  date,
    follow_until   date,
    classification text    check (classification in ('SUSPECTED', 'CLINICAL', 'CONFIRMED', 'ASYMPTOMATIC', 'DISCARDED')),
    onset          date,
    ending         text    check (ending in ('RECOVERED', 'DIED')),
    ended_on       date,
    primary key (event, number),
    check (was_contact or classification is not null),
    check ((category is null) <> was_contact),
    check ((ending is null) = (ended_on is null))
);
comment on table emergency.person is 'People of events: cases, contacts, and contacts that became cases; disposed of after closure.';
comment on column emergency.person.event is 'The event.';
comment on column emergency.person.number is 'Number in the event, from 1; the history knows people by it.';
comment on column emergency.person.version is 'Of the event, when the row last changed.';
comment on column emergency.person.card is 'The report card that the case came from; null for one written down by hand.';
comment on column emergency.person.compartment is 'Source patient of that card; null for one written down by hand.';
comment on column emergency.person.fields is 'Who it is: name, number, sex, birth date, telephone, address, workplace, occupation.';
comment on column emergency.person.place is 'GB/T 2260: where the person lives; empty where unknown.';
comment on column emergency.person.was_contact is 'Whether the person was written down as a contact, before or without becoming a case.';
comment on column emergency.person.category is 'Of a contact: close, contact of a close contact, or general.';
comment on column emergency.person.last_exposure is 'Of a contact: day of the last exposure.';
comment on column emergency.person.follow_until is 'Of a contact: last day of the medical observation.';
comment on column emergency.person.classification is 'Of a case; null for a contact that is none.';
comment on column emergency.person.onset is 'Day of the first symptoms; null where unknown or none.';
comment on column emergency.person.ending is 'How the illness ended; null while it lasts or where unknown.';
comment on column emergency.person.ended_on is 'When it ended.';
create unique index person_card on emergency.person (event, card) where card is not null;
comment on index emergency.person_card is 'A report card makes one case of an event.';
create index person_followed on emergency.person (event, follow_until) where follow_until is not null;
comment on index emergency.person_followed is 'Whom to look after on a day.';

create table emergency.place (
    event  bigint  not null references emergency.event (id),
    number integer not null,
    name   text    not null,
    region text    not null,
    primary key (event, number)
);
comment on table emergency.place is 'Places and gatherings where people of an event were exposed.';
comment on column emergency.place.event is 'The event.';
comment on column emergency.place.number is 'Number in the event, from 1.';
comment on column emergency.place.name is 'What it is called; may be a home, so it is disposed of with the people.';
comment on column emergency.place.region is 'GB/T 2260; empty where unknown.';

create table emergency.exposure (
    event  bigint  not null,
    person integer not null,
    place  integer not null,
    day    date    not null,
    primary key (event, person, place, day),
    foreign key (event, person) references emergency.person (event, number),
    foreign key (event, place) references emergency.place (event, number)
);
comment on table emergency.exposure is 'Who was where on which day.';
comment on column emergency.exposure.event is 'The event.';
comment on column emergency.exposure.person is 'Number of the person.';
comment on column emergency.exposure.place is 'Number of the place.';
comment on column emergency.exposure.day is 'When.';
create index exposure_place on emergency.exposure (event, place);
comment on index emergency.exposure_place is 'Who was at a place.';

create table emergency.look (
    id      bigint      generated always as identity primary key,
    event   bigint      not null references emergency.event (id),
    at      timestamptz not null,
    account text        not null,
    name    text        not null,
    kind    text        not null check (kind in ('PERSON', 'FOLLOW_UP', 'EXPORT')),
    purpose text        not null,
    persons integer[]   not null
);
comment on table emergency.look is 'Who saw which people of an event by name, or took a table along; those with a record have it in their own trace, too.';
comment on column emergency.look.id is 'Number of the look.';
comment on column emergency.look.event is 'The event.';
comment on column emergency.look.at is 'When.';
comment on column emergency.look.account is 'Login of whoever looked.';
comment on column emergency.look.name is 'Name of whoever looked.';
comment on column emergency.look.kind is 'PERSON: one; FOLLOW_UP: whom to look after on a day; EXPORT: a table taken along.';
comment on column emergency.look.purpose is 'Of a table: what it was taken for; else empty.';
comment on column emergency.look.persons is 'Numbers in the event.';
create index look_event on emergency.look (event, id);
comment on index emergency.look_event is 'Looks at the people of an event.';

create table emergency.view (
    event   bigint not null references emergency.event (id),
    name    text   not null,
    search  text   not null,
    account text   not null,
    primary key (event, name)
);
comment on table emergency.view is 'Filters of the line list that the staff of an event saved under a name.';
comment on column emergency.view.event is 'The event.';
comment on column emergency.view.name is 'What it is called.';
comment on column emergency.view.search is 'The filter as the address of the page has it; holds nothing personal.';
comment on column emergency.view.account is 'Login of whoever saved it last.';
