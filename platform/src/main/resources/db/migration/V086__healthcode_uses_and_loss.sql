-- Uses of health codes: for what, on what, and whether without network, so that the resident can tell.

alter table healthcode.use add column purpose text check (purpose in ('IDENTIFY', 'READ'));
alter table healthcode.use add column form text;
alter table healthcode.use add column offline boolean not null default false;
comment on column healthcode.use.purpose is 'For what it was verified, as the evidence says: IDENTIFY or READ; null without evidence.';
comment on column healthcode.use.form is 'On what it was shown, as the evidence says: DYNAMIC, PRINTED, BY_GUARDIAN, BY_INSTITUTION or CARD; null without evidence.';
comment on column healthcode.use.offline is 'Whether it was verified without network.';

create index account_compartment on access.account (compartment) where compartment is not null;
comment on index access.account_compartment is 'The accounts of a resident, whose sessions end when a loss is reported.';
