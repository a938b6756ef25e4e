-- Applications of others (SMART App Launch): what operators registered of them, launches from our pages, and what people allowed them.

alter table access.client
    add column publisher  text,
    add column launch_uri text,
    add column scopes     text[];
comment on column access.client.publisher is 'Who answers for an application of others, as people read it; null for our own pages and for systems.';
comment on column access.client.launch_uri is 'Where our record page opens the application; null where it is not opened from there.';
comment on column access.client.scopes is 'Scopes of SMART that an application of others may ask for at most; null for our own pages and for systems.';

create table access.launch (
    hash        bytea       primary key,
    client      text        not null references access.client (id),
    account     text        not null,
    patient     text        not null,
    compartment bigint      not null,
    expires_at  timestamptz not null,
    used_at     timestamptz
);
comment on table access.launch is 'Launches of applications from our record page: each is for one person, one patient and one application, once.';
comment on column access.launch.hash is 'SHA-256 of the parameter launch; the parameter itself is not kept.';
comment on column access.launch.client is 'The application.';
comment on column access.launch.account is 'Login of whoever opened it.';
comment on column access.launch.patient is 'Logical id of the Patient on the page.';
comment on column access.launch.compartment is 'Source patient of that Patient.';
comment on column access.launch.expires_at is 'From when it is refused.';
comment on column access.launch.used_at is 'When the application was allowed by it; it is refused from then on.';
create index launch_expires_at on access.launch (expires_at);
comment on index access.launch_expires_at is 'Clearing of old rows.';

create table access.app_grant (
    id            bigint generated always as identity primary key,
    client        text        not null references access.client (id),
    account       text        not null,
    account_since timestamptz not null,
    scopes        text        not null,
    patient       text,
    compartment   bigint,
    launched      boolean     not null,
    session       text,
    granted_at    timestamptz not null,
    until         timestamptz not null,
    ended_at      timestamptz,
    ended_why     text check (ended_why in ('WITHDRAWN', 'CODE_REPLAYED', 'REFRESH_REPLAYED'))
);
comment on table access.app_grant is 'What a person allowed an application: the family to which its access and refresh tokens belong.';
comment on column access.app_grant.id is 'Number, in access tokens too.';
comment on column access.app_grant.client is 'The application.';
comment on column access.app_grant.account is 'Login of the person.';
comment on column access.app_grant.account_since is 'Since when the account was as it was then; a changed password or a closed account ends it.';
comment on column access.app_grant.scopes is 'Scopes that were allowed, parted by spaces.';
comment on column access.app_grant.patient is 'Logical id of the Patient in context; null where there is none.';
comment on column access.app_grant.compartment is 'Source patient of that Patient.';
comment on column access.app_grant.launched is 'Opened from our record page.';
comment on column access.app_grant.session is 'SHA-256 of the session with which it ends (online_access), base64url; null where it does not.';
comment on column access.app_grant.granted_at is 'When it was allowed.';
comment on column access.app_grant.until is 'From when nothing of it is good.';
comment on column access.app_grant.ended_at is 'When it ended before.';
comment on column access.app_grant.ended_why is 'WITHDRAWN by the person, or CODE_REPLAYED, REFRESH_REPLAYED: shown twice, so somebody else may have it.';
create index app_grant_account on access.app_grant (account, granted_at);
comment on index access.app_grant_account is 'What somebody allowed.';
create index app_grant_until on access.app_grant (until);
comment on index access.app_grant_until is 'Clearing of old rows.';

create table access.app_refresh (
    hash      bytea       primary key,
    app_grant bigint      not null references access.app_grant (id) on delete cascade,
    made_at   timestamptz not null,
    used_at   timestamptz
);
comment on table access.app_refresh is 'Refresh tokens, each good once; the used ones stay, so that one that is shown again is known.';
comment on column access.app_refresh.hash is 'SHA-256 of the token; the token itself is not kept.';
comment on column access.app_refresh.app_grant is 'The family.';
comment on column access.app_refresh.made_at is 'When it was given out.';
comment on column access.app_refresh.used_at is 'When it was used.';
create index app_refresh_grant on access.app_refresh (app_grant);
comment on index access.app_refresh_grant is 'Removal with its family.';

alter table access.account add column practitioner text;
comment on column access.account.practitioner is 'Logical id of the Practitioner that fhirUser names to applications; null until one asked.';
