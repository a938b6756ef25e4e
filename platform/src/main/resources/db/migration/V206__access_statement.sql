-- Statements: what somebody declares to have done, an entry of the log of receipts like a look.

create table access.statement (
    place       bigint      primary key,
    at          timestamptz not null,
    kind        text        not null,
    about       text        not null,
    counts      text        not null,
    account     text        not null,
    name        text        not null,
    institution text,
    leaf        bytea       not null
);
comment on table access.statement is 'What somebody declared to have done, such as to have disposed of personal data; an entry of the log of receipts.';
comment on column access.statement.place is 'Place in the log, from 0.';
comment on column access.statement.at is 'When.';
comment on column access.statement.kind is 'What was done, such as disposal.';
comment on column access.statement.about is 'With what, such as emergency.event 17; names nobody.';
comment on column access.statement.counts is 'How much of what, such as person=12,sample=3.';
comment on column access.statement.account is 'Login of whoever did it; platform for the platform itself.';
comment on column access.statement.name is 'Name of whoever did it.';
comment on column access.statement.institution is 'USCC or region of the institution of whoever did it; null for the platform itself.';
comment on column access.statement.leaf is 'Hash of the statement, the entry of the log.';
create trigger statement_append_only before update or delete or truncate on access.statement
    for each statement execute function access.refuse_change();
comment on trigger statement_append_only on access.statement is 'Keeps statements append-only.';
