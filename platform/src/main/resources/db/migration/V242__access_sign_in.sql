-- Second factor, password rules and what a person sees of the own sign-ins (GB/T 22239-2019 8.1.4.1).

alter table access.account
    add column password_at    timestamptz not null default now(),
    add column password_made  boolean     not null default false,
    add column factor         boolean     not null default false,
    add column signed_in_at   timestamptz,
    add column signed_in_from text;
comment on column access.account.password_at is 'When the password was set; staff replace one that is too old (access.setting, password-days).';
comment on column access.account.password_made is 'True where the platform made the password: it is replaced at the next sign-in.';
comment on column access.account.factor is 'Whether a second factor was confirmed; sign-in then asks for it, whatever the policy says.';
comment on column access.account.signed_in_at is 'Last complete sign-in; null before the first.';
comment on column access.account.signed_in_from is 'Network address of it.';

create table access.factor (
    account   bigint      primary key references access.account (id) on delete cascade,
    secret    bytea,
    offered   bytea,
    since     timestamptz,
    last_step bigint      not null default 0
);
comment on table access.factor is 'Second factor by time (TOTP, RFC 6238) of an account.';
comment on column access.factor.account is 'Whose.';
comment on column access.factor.secret is 'Sealed secret of the authenticator; null until it was confirmed with a code.';
comment on column access.factor.offered is 'Sealed secret that was shown and not confirmed yet; null for none.';
comment on column access.factor.since is 'When the secret was confirmed.';
comment on column access.factor.last_step is 'Last time step whose code was used; that one and earlier ones are refused (RFC 6238 5.2).';

create table access.recovery_code (
    account bigint not null references access.account (id) on delete cascade,
    hash    bytea  not null,
    primary key (account, hash)
);
comment on table access.recovery_code is 'Codes that stand for the second factor when the phone is lost, each once; removed when used.';
comment on column access.recovery_code.account is 'Whose.';
comment on column access.recovery_code.hash is 'SHA-256 of the code; the code itself is not kept.';

create table access.past_password (
    account  bigint      not null references access.account (id) on delete cascade,
    at       timestamptz not null,
    password text        not null,
    primary key (account, at)
);
comment on table access.past_password is 'Passwords that an account had, so that none of the last ones is taken again.';
comment on column access.past_password.account is 'Whose.';
comment on column access.past_password.at is 'When it was replaced.';
comment on column access.past_password.password is 'Password as the encoder stored it, algorithm named in front.';

alter table access.session
    add column pending       text check (pending in ('CODE', 'ENROL', 'PASSWORD')),
    add column proved_at     timestamptz,
    add column address       text,
    add column device        text,
    add column previous_at   timestamptz,
    add column previous_from text;
comment on column access.session.pending is 'What is still asked before anything is opened: CODE of the second factor, to ENROL one, another PASSWORD; null for nothing.';
comment on column access.session.proved_at is 'When the second factor was last shown in this session; null for never.';
comment on column access.session.address is 'Network address of the sign-in; the person sees it in the list of the own sessions.';
comment on column access.session.device is 'What the browser calls itself, cut short.';
comment on column access.session.previous_at is 'The sign-in before, which is shown at this one.';
comment on column access.session.previous_from is 'Network address of the sign-in before.';

insert into access.setting (name, valid_from, value, source)
values ('second-factor-doctor', '2000-01-01', 1, 'GB/T 22239-2019 8.1.4.1 d: two ways of proof for staff; 0 does not ask'),
       ('second-factor-institution-it', '2000-01-01', 1, 'GB/T 22239-2019 8.1.4.1 d'),
       ('second-factor-steward', '2000-01-01', 1, 'GB/T 22239-2019 8.1.4.1 d'),
       ('second-factor-operator', '2000-01-01', 1, 'GB/T 22239-2019 8.1.4.1 d'),
       ('second-factor-reviewer', '2000-01-01', 1, 'GB/T 22239-2019 8.1.4.1 d'),
       ('second-factor-cdc', '2000-01-01', 1, 'GB/T 22239-2019 8.1.4.1 d'),
       ('second-factor-resident', '2000-01-01', 0, 'Tongmai default: residents may, and need not'),
       ('step-up-minutes', '2000-01-01', 15, 'Tongmai default: so long a shown second factor is good for what asks for it again'),
       ('password-shortest', '2000-01-01', 10, 'Tongmai default: characters of a password that a person chooses'),
       ('password-classes', '2000-01-01', 3, 'GB/T 22239-2019 8.1.4.1 a: of small and capital letters, digits and signs'),
       ('password-passphrase', '2000-01-01', 20, 'Tongmai default: from so many characters on the classes are not asked (NIST SP 800-63B 5.1.1.2)'),
       ('password-remembered', '2000-01-01', 5, 'Tongmai default: so many passwords of before are refused'),
       ('password-days', '2000-01-01', 90, 'GB/T 22239-2019 8.1.4.1 a: staff replace passwords from time to time; 0 never'),
       ('password-days-resident', '2000-01-01', 0, 'Tongmai default: residents are not asked to'),
       ('unused-days', '2000-01-01', 90, 'GB/T 22239-2019 8.1.4.2 c: accounts of staff that nobody used are disabled; 0 never');
