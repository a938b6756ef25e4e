-- Health codes: a newer dynamic code ends those that the same one showed before.

create table healthcode.screen (
    compartment bigint      not null,
    code        uuid        not null,
    shower      bytea       not null,
    since       timestamptz not null,
    primary key (compartment, code, shower)
);
comment on table healthcode.screen is 'From when on the dynamic codes that somebody shows count: what was issued to the same one before is refused. Deleted once that is past its life anyway.';
comment on column healthcode.screen.compartment is 'Source patient at which the code is anchored.';
comment on column healthcode.screen.code is 'Id of the code.';
comment on column healthcode.screen.shower is 'Who shows it: the first four bytes of the nonce of each of these codes, a keyed digest.';
comment on column healthcode.screen.since is 'Time of issue of the first code that counts.';
