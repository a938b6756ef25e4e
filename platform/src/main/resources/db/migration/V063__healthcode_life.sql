-- Health codes: who died or was deleted, a main index that outlives its code, reports with evidence, a key that stands by.

create table healthcode.registration (
    compartment bigint not null,
    state       text   not null check (state in ('DECEASED', 'DELETED')),
    primary key (compartment)
);
comment on table healthcode.registration is 'Source patients whose registration says that the person died, or was deleted; read from the feed. All others have no row.';
comment on column healthcode.registration.compartment is 'Source patient.';
comment on column healthcode.registration.state is 'DECEASED or DELETED.';

alter table healthcode.code add column holder uuid;
update healthcode.code set holder = id;
alter table healthcode.code alter column holder set not null;
comment on column healthcode.code.holder is 'From what the main index is derived: the id of the first code at this source patient, which later ones take over.';

alter table healthcode.use add column verified boolean not null default true;
alter table healthcode.use alter column verified drop default;
comment on column healthcode.use.verified is 'Whether the report came with evidence that the institution verified the code; only these are counted.';
comment on column healthcode.usage.uses is 'Rows of healthcode.use that are verified.';

alter table healthcode.signing_key add column standby boolean not null default false;
comment on column healthcode.signing_key.standby is 'Whether it signs nothing yet, and takes over when the one that signs is revoked; published in advance.';

create table healthcode.unknown_card (
    account text        not null,
    hour    timestamptz not null,
    cards   bigint      not null,
    primary key (account, hour)
);
comment on table healthcode.unknown_card is 'How many cards that stand for no code an account asked for, by the hour; kept for a day.';
comment on column healthcode.unknown_card.account is 'Login or client_id.';
comment on column healthcode.unknown_card.hour is 'Begin of the hour.';
comment on column healthcode.unknown_card.cards is 'Cards that hold everywhere and stand for no code.';
