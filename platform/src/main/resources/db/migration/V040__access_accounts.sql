-- Who may sign in: people, institutions' systems, their sessions and failed attempts.

create schema if not exists access;
comment on schema access is 'Accounts, treating relationships, consent, decisions and the trace of every look.';

create table access.account (
    id          bigint generated always as identity primary key,
    login       text        not null,
    name        text        not null,
    role        text        not null
        check (role in ('RESIDENT', 'DOCTOR', 'INSTITUTION_IT', 'STEWARD', 'OPERATOR')),
    institution text,
    patient     text,
    compartment bigint,
    password    text        not null,
    active      boolean     not null default true,
    valid_from  timestamptz not null,
    created_at  timestamptz not null,
    created_by  text        not null,
    check ((role in ('DOCTOR', 'INSTITUTION_IT')) = (institution is not null)),
    check ((role = 'RESIDENT') = (compartment is not null and patient is not null))
);
comment on table access.account is 'People who may sign in.';
comment on column access.account.id is 'Key, never shown.';
comment on column access.account.login is 'What the person types, lower case; never given to another person.';
comment on column access.account.name is 'Name as others see it in requests and in the log of looks.';
comment on column access.account.role is 'The one role of the account.';
comment on column access.account.institution is 'USCC (GB 32100) of the institution that a doctor or IT person works for.';
comment on column access.account.patient is 'Logical id of the Patient resource through which a resident is bound to a person.';
comment on column access.account.compartment is 'Compartment of that Patient; the person is looked up through it at each request.';
comment on column access.account.password is 'Password as the encoder stored it, algorithm named in front.';
comment on column access.account.active is 'False refuses sessions and tokens from the next request on.';
comment on column access.account.valid_from is 'Sessions and tokens made before this moment are refused (password changed, account re-opened).';
comment on column access.account.created_at is 'When the account was made.';
comment on column access.account.created_by is 'Login of whoever made it.';
create unique index account_login on access.account (login);
comment on index access.account_login is 'Sign-in by login; one account per login.';

create table access.attempt (
    login_hash   bytea       primary key,
    failures     integer     not null,
    failed_at    timestamptz not null
);
comment on table access.attempt is 'Failed sign-ins per login, known or not, so that a lock does not tell which logins exist.';
comment on column access.attempt.login_hash is 'SHA-256 of the login as typed, lower case.';
comment on column access.attempt.failures is 'Failures in a row.';
comment on column access.attempt.failed_at is 'When the last one was before the login was locked.';
create index attempt_failed_at on access.attempt (failed_at);
comment on index access.attempt_failed_at is 'Clearing of old rows.';

create table access.session (
    token_hash bytea       primary key,
    account    bigint      not null references access.account (id) on delete cascade,
    created_at timestamptz not null,
    used_at    timestamptz not null,
    expires_at timestamptz not null
);
comment on table access.session is 'Sessions of people in a browser.';
comment on column access.session.token_hash is 'SHA-256 of the cookie; the cookie itself is not kept.';
comment on column access.session.account is 'Whose session.';
comment on column access.session.created_at is 'When the person signed in.';
comment on column access.session.used_at is 'Last use, to the minute.';
comment on column access.session.expires_at is 'End, however busy the session is.';
create index session_account on access.session (account);
comment on index access.session_account is 'Ending all sessions of an account.';
create index session_expires_at on access.session (expires_at);
comment on index access.session_expires_at is 'Clearing of ended sessions.';

create table access.client (
    id            text        primary key,
    name          text        not null,
    kind          text        not null check (kind in ('PUBLIC', 'SYSTEM')),
    institution   text,
    redirect_uris text[]      not null default '{}',
    jwks          text,
    active        boolean     not null default true,
    created_at    timestamptz not null,
    created_by    text        not null,
    check ((kind = 'SYSTEM') = (jwks is not null and institution is not null)),
    check ((kind = 'PUBLIC') = (cardinality(redirect_uris) > 0))
);
comment on table access.client is 'Registered OAuth clients: applications that people use, and systems of institutions.';
comment on column access.client.id is 'client_id.';
comment on column access.client.name is 'Name as people see it.';
comment on column access.client.kind is 'PUBLIC: authorization code with PKCE; SYSTEM: client credentials with private_key_jwt.';
comment on column access.client.institution is 'USCC of the institution whose system it is.';
comment on column access.client.redirect_uris is 'Where a PUBLIC client may be sent back to; compared literally.';
comment on column access.client.jwks is 'Public keys of a SYSTEM client, a JWK set (RFC 7517).';
comment on column access.client.active is 'False refuses the client and its tokens from the next request on.';
comment on column access.client.created_at is 'When it was registered.';
comment on column access.client.created_by is 'Login of whoever registered it.';

create table access.assertion (
    client     text        not null,
    jti        text        not null,
    expires_at timestamptz not null,
    primary key (client, jti)
);
comment on table access.assertion is 'Client assertions already used (RFC 7523 §3.7), so that none is played twice.';
comment on column access.assertion.client is 'client_id.';
comment on column access.assertion.jti is 'JWT ID of the assertion.';
comment on column access.assertion.expires_at is 'When the assertion would have been refused anyway.';
create index assertion_expires_at on access.assertion (expires_at);
comment on index access.assertion_expires_at is 'Clearing of expired rows.';

create table access.setting (
    name        text    not null,
    valid_from  date    not null,
    valid_until date,
    value       integer not null,
    source      text    not null,
    primary key (name, valid_from)
);
comment on table access.setting is 'Numbers of the access rules with their period of validity.';
comment on column access.setting.name is 'Which number.';
comment on column access.setting.valid_from is 'First day of validity.';
comment on column access.setting.valid_until is 'First day after validity; null while it holds.';
comment on column access.setting.value is 'The number; its unit is part of the name.';
comment on column access.setting.source is 'Who decided it, where.';
insert into access.setting (name, valid_from, value, source)
values ('treatment-days', '2000-01-01', 30, 'Tongmai default: access for care ends 30 days after the encounter'),
       ('open-encounter-days', '2000-01-01', 365, 'Tongmai default: an encounter that nobody ended counts for a year');

create function access.since(rule text, at timestamptz) returns timestamptz language sql stable as $$
    select at - make_interval(days => coalesce((select value
                                                  from access.setting
                                                 where name = rule
                                                   and valid_from <= at::date
                                                   and (valid_until is null or valid_until > at::date)
                                                 order by valid_from desc
                                                 limit 1), 0))
$$;
comment on function access.since(text, timestamptz) is 'The moment that lies as many days back as the rule says on that day; the moment itself where no rule holds.';
