create schema person;
comment on schema person is 'The person index: which source patients are one person. Opinions about facts; rebuilt from the feed and the words.';

create sequence person.home;
comment on sequence person.home is 'Numbers of persons, in the order in which registrations were first seen.';

create table person.identity (
    compartment bigint not null primary key,
    home bigint not null default nextval('person.home') unique,
    patient text not null,
    institution text,
    local_id text not null,
    name text not null,
    pinyin text not null,
    name_key text not null,
    names text[] not null,
    sex text not null,
    birth_date date,
    numbers text[] not null,
    documents text[] not null,
    phones text[] not null,
    address text not null,
    area text not null,
    detail text not null,
    guardians text[] not null,
    digest bigint not null,
    at timestamptz not null
);
comment on table person.identity is 'Who each source patient is, as its institution registered it last, in the form in which registrations are compared.';
comment on column person.identity.compartment is 'The source patient.';
comment on column person.identity.home is 'The person number that this registration has while it stands alone; a person has the least of its members.';
comment on column person.identity.patient is 'Logical id of the Patient resource.';
comment on column person.identity.institution is 'Source institution (USCC); null where unknown.';
comment on column person.identity.local_id is 'The patient number at the institution; empty where it sent none.';
comment on column person.identity.name is 'Name as written; empty where unknown.';
comment on column person.identity.pinyin is 'Name by sound, without tones and blanks.';
comment on column person.identity.name_key is 'Name as compared; empty where unknown.';
comment on column person.identity.names is 'Name and former names: script, surname, given name and whole name, parted by bars.';
comment on column person.identity.sex is 'Code of GB/T 2261.1.';
comment on column person.identity.birth_date is 'Null where unknown or a placeholder.';
comment on column person.identity.numbers is 'Resident identity numbers: how far to believe, and 18 places.';
comment on column person.identity.documents is 'Other documents: type and number.';
comment on column person.identity.phones is 'Digits, without placeholders.';
comment on column person.identity.address is 'Address as written; empty where unknown.';
comment on column person.identity.area is 'County or city of the address as compared.';
comment on column person.identity.detail is 'Street, house and room as compared.';
comment on column person.identity.guardians is 'Contact persons: name, phone or number.';
comment on column person.identity.digest is 'Digest of what was registered: an update that changes nothing is passed over; breaks ties.';
comment on column person.identity.at is 'When the institution sent it.';
create index identity_patient on person.identity (patient);
comment on index person.identity_patient is 'From the Patient resource to the source patient.';
create index identity_name on person.identity (name_key);
comment on index person.identity_name is 'Search by name; holders of a name.';
create index identity_pinyin on person.identity (pinyin);
comment on index person.identity_pinyin is 'Search by sound.';
create index identity_local on person.identity (local_id, institution);
comment on index person.identity_local is 'Search by the number at an institution.';

create table person.block (
    key bigint not null,
    compartment bigint not null,
    primary key (key, compartment)
);
comment on table person.block is 'Registrations that share a key are compared: number, phone, sound of the name with birth date, and so on.';
comment on column person.block.key is 'Digest of kind and value.';
comment on column person.block.compartment is 'The source patient.';
create index block_compartment on person.block (compartment);
comment on index person.block_compartment is 'The keys of one registration.';

create table person.name (
    name_key text not null primary key,
    holders bigint not null
);
comment on table person.name is 'How many registrations bear a name: a name borne by very many says less.';
comment on column person.name.name_key is 'Name as compared.';
comment on column person.name.holders is 'Registrations that bear it.';

create table person.pair (
    a bigint not null,
    b bigint not null,
    verdict text not null,
    forbids boolean not null,
    bits double precision not null,
    rule text not null,
    primary key (a, b),
    check (a < b)
);
comment on table person.pair is 'What the model says about two registrations that share a key, where it is not "different".';
comment on column person.pair.a is 'The source patient with the smaller key.';
comment on column person.pair.b is 'The other source patient.';
comment on column person.pair.verdict is 'SAME or POSSIBLE.';
comment on column person.pair.forbids is 'Whether only a steward may link the two.';
comment on column person.pair.bits is 'Evidence for one person, prior included.';
comment on column person.pair.rule is 'The rule that decided.';
create index pair_b on person.pair (b);
comment on index person.pair_b is 'The pairs of a registration from its other side.';

create table person.word (
    place bigint generated always as identity primary key,
    a bigint not null,
    b bigint not null,
    same boolean not null,
    steward text not null,
    reason text not null,
    at timestamptz not null,
    withdrawn_at timestamptz,
    withdrawn_by text
);
comment on table person.word is 'What stewards said about two source patients; outweighs the model. Never deleted.';
comment on column person.word.place is 'Order in which words were given.';
comment on column person.word.a is 'One source patient.';
comment on column person.word.b is 'The other source patient.';
comment on column person.word.same is 'One person, or two.';
comment on column person.word.steward is 'Account that said so.';
comment on column person.word.reason is 'Why, in the steward''s words.';
comment on column person.word.at is 'When it was said.';
comment on column person.word.withdrawn_at is 'When a later word took it back; null while it holds.';
comment on column person.word.withdrawn_by is 'Account whose later word took it back.';
create index word_a on person.word (a) where withdrawn_at is null;
comment on index person.word_a is 'Words in force about a registration.';
create index word_b on person.word (b) where withdrawn_at is null;
comment on index person.word_b is 'Words in force about a registration, from the other side.';

create table person.link (
    compartment bigint not null,
    person bigint not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    decided_by text not null,
    explanation jsonb not null
);
comment on table person.link is 'Which person a source patient belongs to, with its history.';
comment on column person.link.compartment is 'The source patient.';
comment on column person.link.person is 'The person: least home of its members.';
comment on column person.link.valid_from is 'Since when.';
comment on column person.link.valid_to is 'Until when; null while it holds.';
comment on column person.link.decided_by is 'model, or the account of the steward whose word caused it.';
comment on column person.link.explanation is 'Why, as it was seen then.';
create unique index link_current on person.link (compartment) where valid_to is null;
comment on index person.link_current is 'The one person of a source patient now.';
create index link_person on person.link (person) where valid_to is null;
comment on index person.link_person is 'The members of a person now.';
create index link_history on person.link (compartment, valid_from);
comment on index person.link_history is 'The history of a source patient.';
