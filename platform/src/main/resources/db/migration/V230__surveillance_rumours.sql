-- What is heard of illness: texts of hotlines, residents and media, and the rumours they are of.

create table surveillance.rumour (
    id bigint generated always as identity primary key,
    place text not null,
    site text not null,
    what text not null,
    state text not null,
    version integer not null,
    headline text not null,
    items integer not null,
    told integer not null,
    sources text[] not null,
    ill integer,
    dead integer,
    first_at timestamptz not null,
    last_at timestamptz not null,
    received_at timestamptz not null,
    first_day date not null,
    last_day date not null,
    ended_with integer,
    signal bigint,
    merged_into bigint
);
comment on table surveillance.rumour is 'Rumours: what several texts say of one event, until somebody verified or dismissed it.';
comment on column surveillance.rumour.id is 'Number of the rumour.';
comment on column surveillance.rumour.place is 'GB/T 2260; the region of the node where the texts name none.';
comment on column surveillance.rumour.site is 'School, estate, village or works as the texts call it; empty for none.';
comment on column surveillance.rumour.what is 'Family of diseases or syndrome; empty where none is known.';
comment on column surveillance.rumour.state is 'NEW, VERIFYING, SIGNALLED, DISMISSED or MERGED.';
comment on column surveillance.rumour.version is 'Raised by each change.';
comment on column surveillance.rumour.headline is 'Beginning of the first text, masked.';
comment on column surveillance.rumour.items is 'Texts.';
comment on column surveillance.rumour.told is 'Texts that repeat no other.';
comment on column surveillance.rumour.sources is 'Codes of the sources that told of it.';
comment on column surveillance.rumour.ill is 'The most persons ill that one text tells of.';
comment on column surveillance.rumour.dead is 'The most persons dead that one text tells of.';
comment on column surveillance.rumour.first_at is 'When the first text was published.';
comment on column surveillance.rumour.last_at is 'When the last text was published.';
comment on column surveillance.rumour.received_at is 'When the first text came.';
comment on column surveillance.rumour.first_day is 'Since when, as the texts say.';
comment on column surveillance.rumour.last_day is 'Day of the last text.';
comment on column surveillance.rumour.ended_with is 'Texts that repeat no other when it was dismissed: twice as many bring it back.';
comment on column surveillance.rumour.signal is 'The signal that it raised.';
comment on column surveillance.rumour.merged_into is 'The rumour that took it in.';
create index rumour_place on surveillance.rumour (place text_pattern_ops, state, last_at);
comment on index surveillance.rumour_place is 'The inbox of a jurisdiction.';

create table surveillance.rumour_event (
    rumour bigint not null,
    version integer not null,
    at timestamptz not null,
    kind text not null,
    account text not null,
    name text not null,
    words text not null,
    primary key (rumour, version, kind)
);
comment on table surveillance.rumour_event is 'What happened to a rumour. Rows are only added.';
comment on column surveillance.rumour_event.rumour is 'The rumour.';
comment on column surveillance.rumour_event.version is 'Its version from then on.';
comment on column surveillance.rumour_event.at is 'When.';
comment on column surveillance.rumour_event.kind is 'BEGAN, TOOK_IN, VERIFYING, SIGNALLED, DISMISSED, REOPENED, CAME_BACK or MERGED.';
comment on column surveillance.rumour_event.account is 'Login of whoever did it.';
comment on column surveillance.rumour_event.name is 'Name of whoever did it.';
comment on column surveillance.rumour_event.words is 'What was said to it.';

create table surveillance.item (
    id bigint generated always as identity primary key,
    source text not null,
    reference text not null,
    sender text not null,
    published_at timestamptz not null,
    received_at timestamptz not null,
    place text not null,
    place_known boolean not null,
    site text not null,
    day date not null,
    what text not null,
    word text not null,
    ill integer,
    dead integer,
    text text not null,
    sketch integer[] not null,
    bands bigint[] not null,
    repeats boolean not null,
    rumour bigint not null
);
comment on table surveillance.item is 'Texts as they came, masked: no telephone number, identity number or name is kept.';
comment on column surveillance.item.id is 'Number of the text.';
comment on column surveillance.item.source is 'Code of the source.';
comment on column surveillance.item.reference is 'Address, or the number the source gives it; what comes again under the same is the same.';
comment on column surveillance.item.sender is 'Login or client that sent it; empty for residents, of whom nothing is kept.';
comment on column surveillance.item.published_at is 'When it was published or told.';
comment on column surveillance.item.received_at is 'When it came; the delay is what lies between.';
comment on column surveillance.item.place is 'GB/T 2260, as told or read; the region of the node where neither.';
comment on column surveillance.item.place_known is 'Whether the place was told or read.';
comment on column surveillance.item.site is 'School, estate, village or works; empty for none.';
comment on column surveillance.item.day is 'Since when, as told or read; else the day of publication.';
comment on column surveillance.item.what is 'Family of diseases or syndrome, as read; empty for none.';
comment on column surveillance.item.word is 'By which word that was known.';
comment on column surveillance.item.ill is 'Persons ill, as told or read.';
comment on column surveillance.item.dead is 'Persons dead, as read.';
comment on column surveillance.item.text is 'The text, masked.';
comment on column surveillance.item.sketch is 'MinHash of the text, 128 numbers.';
comment on column surveillance.item.bands is 'Of the sketch, 32 numbers: near-duplicates share one.';
comment on column surveillance.item.repeats is 'Whether it was a near-duplicate of another when it came: it counts in no series.';
comment on column surveillance.item.rumour is 'The rumour it is of.';
create unique index item_reference on surveillance.item (source, reference);
comment on index surveillance.item_reference is 'What comes again is known.';
create index item_bands on surveillance.item using gin (bands);
comment on index surveillance.item_bands is 'Candidates for near-duplicates.';
create index item_event on surveillance.item (place, what, site, published_at);
comment on index surveillance.item_event is 'Texts of the same place, site and illness.';
create index item_rumour on surveillance.item (rumour, published_at);
comment on index surveillance.item_rumour is 'The texts of a rumour.';

create table surveillance.reporter (
    account text not null,
    day date not null,
    reports integer not null,
    primary key (account, day)
);
comment on table surveillance.reporter is 'How many reports a resident made in a day, so that nobody floods; not which.';
comment on column surveillance.reporter.account is 'Login of the resident.';
comment on column surveillance.reporter.day is 'The day.';
comment on column surveillance.reporter.reports is 'How many.';
