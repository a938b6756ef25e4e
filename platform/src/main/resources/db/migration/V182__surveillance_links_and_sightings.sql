-- How far the person index's changes of links were looked at for cards of one case, and what each sighting rests on.

create table surveillance.links_read (
    one   boolean primary key default true check (one),
    place bigint  not null
);
comment on table surveillance.links_read is 'How far the changes of links between registrations were looked at; one row.';
comment on column surveillance.links_read.one is 'Always true: there is one row.';
comment on column surveillance.links_read.place is 'Number of the last change that was looked at.';
insert into surveillance.links_read (place) select coalesce(max(place), 0) from person.link;

create index card_duplicate on surveillance.card (duplicate_of) where duplicate_of is not null;
comment on index surveillance.card_duplicate is 'The cards in whose place another one counts.';

alter table surveillance.sighting add column resources text[] not null default '{}';
comment on column surveillance.sighting.resources is 'Type/id of what says so; the visit counts no longer when none is left. Empty for what was seen before this was kept.';
comment on column surveillance.sighting.gone_at is 'When the visit was deleted or nothing said so any more; null while it stands.';
comment on column surveillance.card.proposed is 'Certainty and disease that later evidence asks for, as CERTAINTY code; NONE code where nothing speaks of a case any more; null where nothing waits.';
