-- Who asks how often who somebody is: a question that finds nobody is about nobody, so no look can tell of it.

create table access.inquiry (
    account text not null,
    hour timestamptz not null,
    asked bigint not null,
    unknown bigint not null,
    primary key (account, hour)
);
comment on table access.inquiry is 'How often an account asked who somebody is, by the hour.';
comment on column access.inquiry.account is 'Login or client_id.';
comment on column access.inquiry.hour is 'Begin of the hour.';
comment on column access.inquiry.asked is 'Questions, those beyond the bound too.';
comment on column access.inquiry.unknown is 'Questions that found nobody whom the account may know.';
create index inquiry_hour on access.inquiry (hour);
comment on index access.inquiry_hour is 'The latest hours of all accounts.';

insert into access.setting (name, valid_from, value, source)
values ('system-inquiries-per-hour', '2000-01-01', 20000, 'Tongmai default: a large hospital registers some thousand an hour'),
       ('doctor-inquiries-per-hour', '2000-01-01', 600, 'Tongmai default: a registration window serves one resident in some ten seconds at most');
