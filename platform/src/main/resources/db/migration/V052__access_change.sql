-- What was changed about who takes part, and by whom.

create table access.change (
    id      bigint generated always as identity primary key,
    at      timestamptz not null,
    by      text        not null,
    what    text        not null,
    subject text        not null,
    detail  text        not null
);
comment on table access.change is 'Each change to institutions, systems and accounts. Append-only: a trigger refuses change and removal.';
comment on column access.change.id is 'Number; rising in the order of writing.';
comment on column access.change.at is 'When.';
comment on column access.change.by is 'Login of who did it; cli/ and the name of the machine''s user for a command.';
comment on column access.change.what is 'What was done, a word of org.tongmai.access.Participation.Deed.';
comment on column access.change.subject is 'Login, client_id or USCC.';
comment on column access.change.detail is 'What it was made; never a password or a key.';

create function access.change_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'access.change is append-only';
end
$$;
comment on function access.change_is_final() is 'Keeps the log append-only.';
create trigger change_is_final before update or delete or truncate on access.change
    for each statement execute function access.change_is_final();
comment on trigger change_is_final on access.change is 'Keeps the log append-only.';

create index client_institution on access.client (institution, id) where kind = 'SYSTEM';
comment on index access.client_institution is 'The systems of an institution.';

comment on column directory.institution.region is 'Division it is filed under, else the one of its registrar, from the code.';
