-- Somebody who would act for another shows a code; whoever types it in gives the proxy. Ages are dated numbers.

create table access.proxy_offer (
    digest      bytea       not null primary key,
    compartment bigint      not null,
    expires_at  timestamptz not null
);
comment on table access.proxy_offer is 'Codes by which somebody offers to act for another; each is used once.';
comment on column access.proxy_offer.digest is 'SHA-256 of the code; the code itself is kept nowhere.';
comment on column access.proxy_offer.compartment is 'Source patient of who would act.';
comment on column access.proxy_offer.expires_at is 'When it is worth nothing any more.';
create index proxy_offer_expires on access.proxy_offer (expires_at);
comment on index access.proxy_offer_expires is 'What is forgotten.';

insert into access.setting (name, valid_from, value, source)
values ('of-age-years', '2000-01-01', 18, 'Civil Code 17: of age at 18; a guardian''s proxy ends'),
       ('own-consent-years', '2000-01-01', 14, 'PIPL 31: under 14 the guardian consents'),
       ('entrusted-years', '2000-01-01', 5, 'Tongmai default: what somebody entrusts ends after so many years at the latest'),
       ('withhold-PSY-years', '2000-01-01', 14, 'Tongmai default, unverified: no national rule says from when a minor keeps it from a guardian'),
       ('withhold-HIV-years', '2000-01-01', 14, 'Tongmai default, unverified; HIV rules (42) have the guardian told'),
       ('withhold-STD-years', '2000-01-01', 14, 'Tongmai default, unverified'),
       ('withhold-REPRO-years', '2000-01-01', 14, 'Tongmai default, unverified');

alter table access.request add column answered_by text;
alter table access.request add column answerer text;
comment on column access.request.answered_by is 'Login of who answered, or took back, in the resident''s stead; null where the resident did.';
comment on column access.request.answerer is 'The name of that person, then.';
