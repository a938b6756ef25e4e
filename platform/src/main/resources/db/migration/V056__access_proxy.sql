-- Who may act for whom: one table for guardians of children, for those whom somebody trusts and for those whom a court appointed.
-- The guardians recorded for health codes move into it in V190.

create table access.proxy (
    compartment bigint      not null,
    id          uuid        not null,
    holder      bigint      not null,
    ground      text        not null check (ground in ('GUARDIAN', 'ENTRUSTED', 'APPOINTED')),
    level       text        not null check (level in ('CODE', 'SEE', 'ACT')),
    reads       boolean     not null,
    withheld    text[]      not null default '{}',
    valid_from  timestamptz not null,
    valid_until timestamptz not null,
    recorded_by text        not null,
    institution text,
    ended_at    timestamptz,
    ended_by    text,
    primary key (compartment, id)
);
comment on table access.proxy is 'Who may act for whom: guardians of children, those whom somebody trusts, those whom a court appointed.';
comment on column access.proxy.compartment is 'Source patient of the ward, for whom somebody acts; the proxy is for the person it belongs to.';
comment on column access.proxy.id is 'Id.';
comment on column access.proxy.holder is 'Source patient of the holder, who acts.';
comment on column access.proxy.ground is 'GUARDIAN of a minor; ENTRUSTED by the ward''s own word; APPOINTED by a court or authority.';
comment on column access.proxy.reads is 'Whether the holder, showing the health code, may allow an institution to read.';
comment on column access.proxy.valid_from is 'Begin.';
comment on column access.proxy.valid_until is 'End; a guardian''s ends at the 18th birthday whatever stands here.';
comment on column access.proxy.recorded_by is 'Login of who recorded it: of the institution that saw the proof, or the ward''s own.';
comment on column access.proxy.institution is 'USCC of the institution that saw the proof; null where the ward said so on the own phone.';
comment on column access.proxy.level is 'CODE: shows the health code; SEE: reads the record and the looks; ACT: answers, sets rules and shows the code, too.';
comment on column access.proxy.withheld is 'Special classes that the ward keeps from this holder.';
comment on column access.proxy.ended_at is 'When it was ended before its time; null for never.';
comment on column access.proxy.ended_by is 'Login of who ended it; null where a later one took its place.';
create index proxy_holder on access.proxy (holder);
comment on index access.proxy_holder is 'For whom somebody may act.';
