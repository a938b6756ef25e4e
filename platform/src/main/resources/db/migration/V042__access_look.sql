-- The trace: every look at a record, written before the answer leaves.

create sequence access.look_id cache 1;
comment on sequence access.look_id is 'Numbers of looks; rising in the order of writing.';

create table access.look (
    compartment      bigint      not null,
    id               bigint      not null,
    at               timestamptz not null,
    person           bigint,
    account          text        not null,
    name             text        not null,
    role             text        not null,
    institution      text,
    purpose          text        not null,
    basis            text        not null,
    interaction      text        not null,
    counts           text        not null,
    shown            boolean     not null,
    automatic        boolean     not null,
    primary key (compartment, id)
);
comment on table access.look is 'Every look at a source patient''s record. Append-only: a trigger refuses change and removal.';
comment on column access.look.compartment is 'Source patient whose record was looked at; a look at several has one row each with the same id.';
comment on column access.look.id is 'Number of the look.';
comment on column access.look.at is 'When.';
comment on column access.look.person is 'Person the source patient was linked to at the time, where the decision knew.';
comment on column access.look.account is 'Login or client_id of who looked.';
comment on column access.look.name is 'Name of who looked, at the time.';
comment on column access.look.role is 'Role of who looked.';
comment on column access.look.institution is 'USCC of the institution of who looked.';
comment on column access.look.purpose is 'What for.';
comment on column access.look.basis is 'On which basis: TREATMENT, CONSENT, SELF, SOURCE, DUTY, OPEN_NODE, NONE.';
comment on column access.look.interaction is 'How: read, search, history, everything, page.';
comment on column access.look.counts is 'Resource types and how many of each, such as Condition=2,Encounter=1.';
comment on column access.look.shown is 'True: shown; false: refused.';
comment on column access.look.automatic is 'True when a system looked, not a person.';

create function access.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'access.look is append-only';
end
$$;
comment on function access.refuse_change() is 'Keeps the trace append-only.';
create trigger look_append_only before update or delete or truncate on access.look
    for each statement execute function access.refuse_change();
comment on trigger look_append_only on access.look is 'Keeps the trace append-only.';
