-- What a refused FHIR submission asked for, so that it is run again just as it was meant; and who opened which message.

create table intake.asked (
    message       bigint  not null,
    method        text    not null,
    url           text    not null,
    base          text    not null,
    if_none_exist text,
    if_match      text,
    strict        boolean not null,
    constraint asked_pk primary key (message),
    constraint asked_message foreign key (message) references intake.message (id)
);
comment on table intake.asked is 'The request of each FHIR submission whose body is kept';
comment on column intake.asked.message is 'Which message';
comment on column intake.asked.method is 'POST, PUT, …';
comment on column intake.asked.url is 'Below the base, with its condition; empty for a Bundle';
comment on column intake.asked.base is 'The address under which the sender knows the server';
comment on column intake.asked.if_none_exist is 'Condition of a create';
comment on column intake.asked.if_match is 'Version that must be the current one';
comment on column intake.asked.strict is 'Whether unknown elements are refused';

create table intake.look (
    id          bigint generated always as identity,
    at          timestamptz not null,
    message     bigint      not null,
    institution text,
    account     text        not null,
    name        text        not null,
    role        text        not null,
    works_for   text,
    constraint look_pk primary key (id),
    constraint look_message foreign key (message) references intake.message (id)
);
comment on table intake.look is 'Each opening of a message''s text, committed before the text left. Append-only: a trigger refuses change and removal';
comment on column intake.look.id is 'Number; rising in the order of writing';
comment on column intake.look.at is 'When';
comment on column intake.look.message is 'Which message';
comment on column intake.look.institution is 'USCC of the message''s institution; null where the message did not tell';
comment on column intake.look.account is 'Login of who opened it';
comment on column intake.look.name is 'Name of who opened it, at the time';
comment on column intake.look.role is 'Role of who opened it';
comment on column intake.look.works_for is 'USCC of the institution of who opened it; null for people of the platform';

create function intake.look_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'intake.look is append-only';
end
$$;
comment on function intake.look_is_final() is 'Keeps the trace append-only';
create trigger look_is_final before update or delete or truncate on intake.look
    for each statement execute function intake.look_is_final();
comment on trigger look_is_final on intake.look is 'Keeps the trace append-only';
