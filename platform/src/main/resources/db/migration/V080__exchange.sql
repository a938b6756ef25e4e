-- Nation and provinces: who the nodes are, what was said between them, and where whose records are. Clinical content is in no column.

create schema exchange;

create table exchange.signing_key (
    id         text        primary key,
    suite      text        not null,
    public_key bytea       not null,
    made_at    timestamptz not null,
    place      bigint      generated always as identity
);
comment on table exchange.signing_key is 'Public keys with which this node signs messages. The private ones lie in a file beside the database.';
comment on column exchange.signing_key.id is 'Name in messages: 16 hexadecimal places.';
comment on column exchange.signing_key.suite is 'national (SM2) or international (ES256).';
comment on column exchange.signing_key.public_key is 'x and y of the point.';
comment on column exchange.signing_key.made_at is 'When it was made.';
comment on column exchange.signing_key.place is 'Order; the last one signs.';

create table exchange.anchor (
    single     boolean     primary key default true check (single),
    card       text        not null,
    trusted_at timestamptz not null,
    by         text        not null
);
comment on table exchange.anchor is 'At a province: the nation node that it follows, as its operator compared it.';
comment on column exchange.anchor.single is 'Always true: there is one nation.';
comment on column exchange.anchor.card is 'The card of the nation node, signed by itself.';
comment on column exchange.anchor.trusted_at is 'When it was compared.';
comment on column exchange.anchor.by is 'Account or command that said so.';

create table exchange.registry (
    version   bigint not null primary key,
    kind      text   not null check (kind in ('NODE', 'INSTITUTION', 'SERVICE', 'CATALOGUE')),
    id        text   not null,
    signed    text   not null,
    withdrawn boolean not null
);
comment on table exchange.registry is 'The signed feed of the nation: nodes, institutions, services, resource catalogue. Provinces hold a copy.';
comment on column exchange.registry.version is 'Place in the feed, from 1 without gaps; each entry names the digest of the one before.';
comment on column exchange.registry.kind is 'NODE, INSTITUTION, SERVICE or CATALOGUE.';
comment on column exchange.registry.id is 'Region of a province or the word nation, USCC of an institution, name of a service or of a catalogue.';
comment on column exchange.registry.signed is 'The entry as the nation signed it (JWS).';
comment on column exchange.registry.withdrawn is 'Whether this entry takes the thing back.';
create index registry_thing on exchange.registry (kind, id, version desc);
comment on index exchange.registry_thing is 'What holds now of one thing.';

create table exchange.nonce (
    sender text        not null,
    nonce  text        not null,
    until  timestamptz not null,
    primary key (sender, nonce)
);
comment on table exchange.nonce is 'Messages taken, so that none is taken twice.';
comment on column exchange.nonce.sender is 'Node that signed it.';
comment on column exchange.nonce.nonce is 'Its nonce.';
comment on column exchange.nonce.until is 'From when the time in it alone refuses it, and this row may go.';
create index nonce_until on exchange.nonce (until);
comment on index exchange.nonce_until is 'Rows that may go.';

create table exchange.receipt (
    sender   text        not null,
    nonce    text        not null,
    receiver text        not null,
    path     text        not null,
    purpose  text        not null,
    at       timestamptz not null,
    message  text        not null,
    receipt  text,
    primary key (sender, nonce)
);
comment on table exchange.receipt is 'What was said between this node and others: the same row at both, without the content.';
comment on column exchange.receipt.sender is 'Node that asked.';
comment on column exchange.receipt.nonce is 'Nonce of its message.';
comment on column exchange.receipt.receiver is 'Node that answered.';
comment on column exchange.receipt.path is 'What was asked.';
comment on column exchange.receipt.purpose is 'For which purpose.';
comment on column exchange.receipt.at is 'Time in the message.';
comment on column exchange.receipt.message is 'The message as the sender signed it: digest of the content, not the content.';
comment on column exchange.receipt.receipt is 'The receipt as the receiver signed it, with the digests of message and answer; null until it came.';
create index receipt_open on exchange.receipt (receiver, at) where receipt is null;
comment on index exchange.receipt_open is 'Receipts that did not come: asked for again.';
create index receipt_at on exchange.receipt (at);
comment on index exchange.receipt_at is 'The newest.';

create table exchange.contact (
    node          text        primary key,
    last_at       timestamptz,
    failed_at     timestamptz,
    failure       text,
    offset_millis bigint
);
comment on table exchange.contact is 'When this node last spoke with each other one.';
comment on column exchange.contact.node is 'The other node.';
comment on column exchange.contact.last_at is 'When a message was last answered; null for never.';
comment on column exchange.contact.failed_at is 'When one last failed; null for never.';
comment on column exchange.contact.failure is 'Code of that failure.';
comment on column exchange.contact.offset_millis is 'Its clock less ours at the last answer, in milliseconds.';

create table exchange.place (
    name  text   primary key,
    value bigint not null
);
comment on table exchange.place is 'How far this province has come: link changes read, epoch and sequence of index updates.';
comment on column exchange.place.name is 'link, epoch, sequence, complete.';
comment on column exchange.place.value is 'The number.';

create sequence exchange.mark;
comment on sequence exchange.mark is 'Order in which source patients changed.';

create table exchange.dirty (
    compartment bigint primary key,
    mark        bigint not null
);
comment on table exchange.dirty is 'Source patients whose index entry is to be worked out anew.';
comment on column exchange.dirty.compartment is 'The source patient.';
comment on column exchange.dirty.mark is 'Tells whether it changed again meanwhile.';
create index dirty_mark on exchange.dirty (mark);
comment on index exchange.dirty_mark is 'The oldest first.';

create table exchange.entry (
    compartment bigint primary key,
    handle      text   not null,
    body        text   not null,
    digest      bytea  not null,
    sent        bytea,
    mark        bigint not null
);
comment on table exchange.entry is 'What this province has to say of a source patient in the national index.';
comment on column exchange.entry.compartment is 'The source patient.';
comment on column exchange.entry.handle is 'How the nation knows it: a keyed digest that only this province can make.';
comment on column exchange.entry.body is 'The entry as JSON: pseudonyms, institution, kinds, days, counts.';
comment on column exchange.entry.digest is 'Digest of the entry.';
comment on column exchange.entry.sent is 'Digest of the entry that the nation acknowledged; null for none.';
comment on column exchange.entry.mark is 'Order in which entries changed.';
create index entry_waiting on exchange.entry (mark) where sent is distinct from digest;
comment on index exchange.entry_waiting is 'What the nation does not know yet, the oldest first.';
create unique index entry_handle on exchange.entry (handle);
comment on index exchange.entry_handle is 'In the order in which states are compared.';

create table exchange.alias (
    pseudonym   text   not null,
    compartment bigint not null,
    primary key (pseudonym, compartment)
);
comment on table exchange.alias is 'At a province: from a pseudonym that another province sends to source patients here.';
comment on column exchange.alias.pseudonym is 'Keyed digest of an identity document.';
comment on column exchange.alias.compartment is 'Source patient of a person with this document.';
create index alias_compartment on exchange.alias (compartment);
comment on index exchange.alias_compartment is 'All of a source patient.';

create table exchange.outbox (
    sequence bigint primary key,
    epoch    bigint not null,
    body     text   not null
);
comment on table exchange.outbox is 'The batch of index updates on its way: sent again as it is until the nation acknowledges it. One row at most.';
comment on column exchange.outbox.sequence is 'Its number within the epoch.';
comment on column exchange.outbox.epoch is 'Which building of the index it belongs to.';
comment on column exchange.outbox.body is 'The message.';

create table exchange.province (
    id       text        primary key,
    index_key text       not null,
    epoch    bigint      not null,
    sequence bigint      not null,
    digest   text        not null,
    at       timestamptz not null
);
comment on table exchange.province is 'At the nation: how far the index of each province has come.';
comment on column exchange.province.id is 'Region of the province.';
comment on column exchange.province.index_key is 'Proof of the key of its pseudonyms, which the nation does not have.';
comment on column exchange.province.epoch is 'Which building of its index.';
comment on column exchange.province.sequence is 'Number of the last batch.';
comment on column exchange.province.digest is 'Digest of the last batch.';
comment on column exchange.province.at is 'When it came.';

create table exchange.location (
    province    text   not null,
    handle      text   not null,
    epoch       bigint not null,
    digest      bytea  not null,
    institution text,
    primary key (province, handle)
);
comment on table exchange.location is 'At the nation: that there are records somewhere, of whoever bears these pseudonyms.';
comment on column exchange.location.province is 'Region of the province.';
comment on column exchange.location.handle is 'What the province calls it; says nothing to anybody else.';
comment on column exchange.location.epoch is 'Building of the index in which it was last told.';
comment on column exchange.location.digest is 'Digest of the entry.';
comment on column exchange.location.institution is 'USCC of the institution; null where only its province is told.';

create table exchange.pseudonym (
    pseudonym text not null,
    province  text not null,
    handle    text not null,
    primary key (pseudonym, province, handle)
);
comment on table exchange.pseudonym is 'At the nation: by which pseudonyms a location is found.';
comment on column exchange.pseudonym.pseudonym is 'Keyed digest of an identity document; the nation lacks the key.';
comment on column exchange.pseudonym.province is 'Region of the province.';
comment on column exchange.pseudonym.handle is 'The location.';
create index pseudonym_handle on exchange.pseudonym (province, handle);
comment on index exchange.pseudonym_handle is 'All of a location.';

create table exchange.kind (
    province  text not null,
    handle    text not null,
    kind      text not null,
    first_day date,
    last_day  date,
    count     int  not null,
    primary key (province, handle, kind)
);
comment on table exchange.kind is 'At the nation: which kinds of records, of which time, how many.';
comment on column exchange.kind.province is 'Region of the province.';
comment on column exchange.kind.handle is 'The location.';
comment on column exchange.kind.kind is 'Word of a kind of records, such as laboratory.';
comment on column exchange.kind.first_day is 'Day of the first of them that has a date.';
comment on column exchange.kind.last_day is 'Day of the last.';
comment on column exchange.kind.count is 'How many.';
