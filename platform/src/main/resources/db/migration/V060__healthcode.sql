-- Health codes: what they point at, who stands in for whom, what was seen, what was used.

create schema healthcode;

create table healthcode.node (
    single     boolean     primary key default true check (single),
    suite      text        not null,
    proof      bytea       not null,
    begun_at   timestamptz not null
);
comment on table healthcode.node is 'One row: by which keyed digest this node makes pseudonyms and finds cards, and a proof of the key.';
comment on column healthcode.node.single is 'Always true: there is one row.';
comment on column healthcode.node.suite is 'Suite of the keyed digest; stays when codes are signed by another suite.';
comment on column healthcode.node.proof is 'Keyed digest of a constant: a process with another key is told from one with this key.';
comment on column healthcode.node.begun_at is 'When the key was first used.';

create table healthcode.signing_key (
    id         text        primary key,
    use        text        not null check (use in ('ROOT', 'CODE')),
    suite      text        not null,
    public_key bytea       not null,
    valid_from timestamptz not null,
    revoked_at timestamptz,
    place      bigint      generated always as identity
);
comment on table healthcode.signing_key is 'Public keys of this node. The private ones lie in a file or a token.';
comment on column healthcode.signing_key.id is 'Name in codes and key lists: 16 hexadecimal places.';
comment on column healthcode.signing_key.use is 'ROOT signs lists, CODE signs codes.';
comment on column healthcode.signing_key.suite is 'national or international.';
comment on column healthcode.signing_key.public_key is 'x and y of the point.';
comment on column healthcode.signing_key.valid_from is 'From when it signs; it is published before.';
comment on column healthcode.signing_key.revoked_at is 'Since when nothing it signed is accepted; null while it is trusted.';
comment on column healthcode.signing_key.place is 'Order of those that began at the same time.';

create table healthcode.code (
    compartment bigint      not null,
    id          uuid        not null,
    state       text        not null check (state in ('ACTIVE', 'LOST', 'CANCELLED')),
    issued_at   timestamptz not null,
    valid_until timestamptz not null,
    changed_at  timestamptz not null,
    prints      int         not null default 0,
    failures    int         not null default 0,
    failed_at   timestamptz,
    primary key (compartment, id)
);
comment on table healthcode.code is 'Health codes. A code is anchored at one source patient and stands for whatever person that belongs to now.';
comment on column healthcode.code.compartment is 'Source patient at which the code is anchored.';
comment on column healthcode.code.id is 'Random; stands in what is shown.';
comment on column healthcode.code.state is 'ACTIVE, LOST (refused until found), CANCELLED (for ever).';
comment on column healthcode.code.issued_at is 'When it was applied for.';
comment on column healthcode.code.valid_until is 'Until when; renewing moves it.';
comment on column healthcode.code.changed_at is 'When its state last changed.';
comment on column healthcode.code.prints is 'How many prints there were; the last one counts, an older one is refused.';
comment on column healthcode.code.failures is 'Second factors tried since the last right one.';
comment on column healthcode.code.failed_at is 'When the last of them came.';
create unique index code_current on healthcode.code (compartment) where state in ('ACTIVE', 'LOST');
comment on index healthcode.code_current is 'A source patient anchors one code at a time.';
create index code_listed on healthcode.code (valid_until) where state <> 'ACTIVE' or prints > 1;
comment on index healthcode.code_listed is 'The revocation list.';

create table healthcode.pointer (
    kind        text   not null check (kind in ('CODE', 'CARD')),
    key         bytea  not null,
    compartment bigint not null,
    code        uuid   not null,
    primary key (kind, key)
);
comment on table healthcode.pointer is 'From what is shown to the code. A directory of its own: it is found by what is shown, which says nothing of the compartment.';
comment on column healthcode.pointer.kind is 'CODE: id of a code; CARD: keyed digest of a card number.';
comment on column healthcode.pointer.key is 'What is shown, or its keyed digest.';
comment on column healthcode.pointer.compartment is 'Source patient at which the code is anchored.';
comment on column healthcode.pointer.code is 'Id of the code.';

create table healthcode.card (
    compartment bigint      not null,
    key         bytea       not null,
    code        uuid        not null,
    kind        text        not null,
    institution text,
    sealed      bytea       not null,
    mapped_by   text,
    added_at    timestamptz not null,
    added_by    text        not null,
    primary key (compartment, key)
);
comment on table healthcode.card is 'Cards and local patient numbers that stand for a code.';
comment on column healthcode.card.compartment is 'Source patient at which the code is anchored.';
comment on column healthcode.card.key is 'Keyed digest of kind, institution and number.';
comment on column healthcode.card.code is 'Id of the code.';
comment on column healthcode.card.kind is 'SOCIAL_SECURITY, HEALTH_CARD, HOSPITAL_CARD or LOCAL_PATIENT.';
comment on column healthcode.card.institution is 'USCC of the institution that gave the number; null for cards that hold everywhere.';
comment on column healthcode.card.sealed is 'The number, encrypted.';
comment on column healthcode.card.mapped_by is 'USCC of the institution that mapped it, which may take it away again.';
comment on column healthcode.card.added_at is 'When it was mapped.';
comment on column healthcode.card.added_by is 'Account that mapped it.';

create table healthcode.event (
    compartment bigint      not null,
    id          bigint      generated always as identity,
    code        uuid,
    at          timestamptz not null,
    what        text        not null,
    by          text        not null,
    institution text,
    primary key (compartment, id)
);
comment on table healthcode.event is 'What happened to a code: applied, shown by somebody else, printed, lost, found, cancelled, renewed, card mapped or taken away, guardian recorded or ended.';
comment on column healthcode.event.compartment is 'Source patient at which the code is anchored.';
comment on column healthcode.event.id is 'Number.';
comment on column healthcode.event.code is 'Id of the code; null for a guardianship, which belongs to the person.';
comment on column healthcode.event.at is 'When.';
comment on column healthcode.event.what is 'What.';
comment on column healthcode.event.by is 'Login or client_id.';
comment on column healthcode.event.institution is 'USCC of the institution of who did it.';

create table healthcode.guardianship (
    compartment bigint      not null,
    id          uuid        not null,
    guardian    bigint      not null,
    relation    text        not null check (relation in ('CHILD', 'ELDER')),
    reads       boolean     not null,
    valid_from  timestamptz not null,
    valid_until timestamptz not null,
    recorded_by text        not null,
    institution text,
    primary key (compartment, id)
);
comment on table healthcode.guardianship is 'Who may show the code of a child or an elder.';
comment on column healthcode.guardianship.compartment is 'Source patient of the child or elder.';
comment on column healthcode.guardianship.id is 'Id.';
comment on column healthcode.guardianship.guardian is 'Source patient of the guardian.';
comment on column healthcode.guardianship.relation is 'CHILD or ELDER.';
comment on column healthcode.guardianship.reads is 'Whether the guardian may allow an institution to read.';
comment on column healthcode.guardianship.valid_from is 'Begin.';
comment on column healthcode.guardianship.valid_until is 'End; of a child no later than the 18th birthday.';
comment on column healthcode.guardianship.recorded_by is 'Account that saw the proof.';
comment on column healthcode.guardianship.institution is 'USCC of its institution.';
create index guardianship_guardian on healthcode.guardianship (guardian);
comment on index healthcode.guardianship_guardian is 'Whose codes a guardian may show.';

create table healthcode.nonce (
    issued_at timestamptz not null,
    nonce     bytea       not null,
    primary key (issued_at, nonce)
);
comment on table healthcode.nonce is 'Dynamic codes already used. The time stands in the signed code, so the same code always has the same key; what is past its life is deleted.';
comment on column healthcode.nonce.issued_at is 'When the code was issued, as it says.';
comment on column healthcode.nonce.nonce is 'Its random part.';

create table healthcode.use (
    institution text        not null,
    report      text        not null,
    compartment bigint      not null,
    code        uuid        not null,
    scene       text        not null,
    channel     text        not null,
    at          timestamptz not null,
    day         date        not null,
    received_at timestamptz not null,
    primary key (compartment, institution, report)
);
comment on table healthcode.use is 'Uses as institutions reported them; a report that comes again is the same row.';
comment on column healthcode.use.institution is 'USCC of the institution where the code was used.';
comment on column healthcode.use.report is 'Id that the institution gave the report.';
comment on column healthcode.use.compartment is 'Source patient at which the code is anchored.';
comment on column healthcode.use.code is 'Id of the code.';
comment on column healthcode.use.scene is 'What it was used for.';
comment on column healthcode.use.channel is 'Where it was shown.';
comment on column healthcode.use.at is 'When.';
comment on column healthcode.use.day is 'Day of that in China.';
comment on column healthcode.use.received_at is 'When the report came.';
create table healthcode.usage (
    institution text   not null,
    scene       text   not null,
    channel     text   not null,
    day         date   not null,
    uses        bigint not null,
    primary key (institution, day, scene, channel)
);
comment on table healthcode.usage is 'Counts of healthcode.use, written in the same statement.';
create index usage_day on healthcode.usage (day);
comment on index healthcode.usage_day is 'Counts of all institutions, for the operator.';
comment on column healthcode.usage.institution is 'USCC.';
comment on column healthcode.usage.scene is 'What codes were used for.';
comment on column healthcode.usage.channel is 'Where they were shown.';
comment on column healthcode.usage.day is 'Day in China.';
comment on column healthcode.usage.uses is 'Rows of healthcode.use.';

comment on column access.look.basis is 'On which basis: TREATMENT, CONSENT, CODE, SELF, SOURCE, DUTY, OPEN_NODE, NONE.';
comment on column access.look.interaction is 'How: read, search, history, everything, page, health-code.';
