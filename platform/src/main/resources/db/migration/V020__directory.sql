create schema directory;
comment on schema directory is 'Regions, code tables, institutions, departments and practitioners, each with its period of validity.';

create table directory.load (
    file text not null primary key,
    digest text not null,
    at timestamptz not null
);
comment on table directory.load is 'Files of data that were loaded, so that an unchanged one is not loaded again.';
comment on column directory.load.file is 'Name of the file.';
comment on column directory.load.digest is 'SHA-256 of its content.';
comment on column directory.load.at is 'When it was loaded.';

create table directory.region (
    code text not null,
    name text not null,
    valid_from date not null,
    valid_to date not null,
    successor text,
    primary key (code, valid_from)
);
comment on table directory.region is 'Administrative divisions by GB/T 2260, down to the county, abolished ones included.';
comment on column directory.region.code is 'Six digits.';
comment on column directory.region.name is 'Name.';
comment on column directory.region.valid_from is 'First day; -infinity where older than memory.';
comment on column directory.region.valid_to is 'First day no longer; infinity while in force.';
comment on column directory.region.successor is 'Division that took its place; null where none or several.';

create table directory.code_table (
    name text not null primary key,
    zh text not null,
    en text not null,
    source text not null
);
comment on table directory.code_table is 'Code tables.';
comment on column directory.code_table.name is 'Name in URLs.';
comment on column directory.code_table.zh is 'Title in Chinese.';
comment on column directory.code_table.en is 'Title in English.';
comment on column directory.code_table.source is 'Where it comes from, and which other table it contradicts.';

create table directory.code (
    name text not null,
    code text not null,
    zh text not null,
    en text not null,
    valid_from date not null,
    valid_to date not null,
    source text not null,
    place integer not null,
    primary key (name, code, valid_from)
);
comment on table directory.code is 'Codes of code tables with their period of validity.';
comment on column directory.code.name is 'The code table.';
comment on column directory.code.code is 'The code.';
comment on column directory.code.zh is 'Display text in Chinese.';
comment on column directory.code.en is 'Display text in English.';
comment on column directory.code.valid_from is 'First day; -infinity where older than memory.';
comment on column directory.code.valid_to is 'First day no longer; infinity while in force.';
comment on column directory.code.source is 'Where it comes from.';
comment on column directory.code.place is 'Order in the table.';

create table directory.organization (
    id text not null primary key,
    uscc text,
    part_of text,
    name text not null,
    category text,
    active boolean not null,
    at timestamptz not null
);
comment on table directory.organization is 'Organization resources as sent last: institutions and their departments.';
comment on column directory.organization.id is 'Logical id of the Organization.';
comment on column directory.organization.uscc is 'Unified social credit code; null for a department.';
comment on column directory.organization.part_of is 'Logical id of the Organization it is part of.';
comment on column directory.organization.name is 'Name.';
comment on column directory.organization.category is 'Institution category (WS 218 or the sender''s).';
comment on column directory.organization.active is 'Whether it works.';
comment on column directory.organization.at is 'When it was sent.';
create index organization_part_of on directory.organization (part_of);
comment on index directory.organization_part_of is 'The departments of an institution.';

create table directory.institution (
    uscc text not null,
    valid_from timestamptz not null,
    valid_to timestamptz not null,
    organization text not null,
    name text not null,
    category text,
    region text not null,
    primary key (uscc, valid_from)
);
comment on table directory.institution is 'Institutions by unified social credit code with what they were called when.';
comment on column directory.institution.uscc is 'Unified social credit code.';
comment on column directory.institution.valid_from is 'Since when; -infinity for the first that was sent.';
comment on column directory.institution.valid_to is 'Until when; infinity while in force.';
comment on column directory.institution.organization is 'Logical id of the Organization.';
comment on column directory.institution.name is 'Name.';
comment on column directory.institution.category is 'Institution category.';
comment on column directory.institution.region is 'Division of its registrar, from the code.';

create table directory.practitioner (
    id text not null primary key,
    name text not null,
    active boolean not null,
    at timestamptz not null
);
comment on table directory.practitioner is 'Practitioner resources as sent last.';
comment on column directory.practitioner.id is 'Logical id of the Practitioner.';
comment on column directory.practitioner.name is 'Name.';
comment on column directory.practitioner.active is 'Whether in service.';
comment on column directory.practitioner.at is 'When it was sent.';

create table directory.practitioner_role (
    id text not null primary key,
    practitioner text not null,
    organization text not null,
    specialty text not null,
    active boolean not null,
    at timestamptz not null
);
comment on table directory.practitioner_role is 'Where practitioners work, as sent last.';
comment on column directory.practitioner_role.id is 'Logical id of the PractitionerRole.';
comment on column directory.practitioner_role.practitioner is 'Logical id of the Practitioner.';
comment on column directory.practitioner_role.organization is 'Logical id of the Organization: department or institution.';
comment on column directory.practitioner_role.specialty is 'Specialty in words; empty where not sent.';
comment on column directory.practitioner_role.active is 'Whether it holds.';
comment on column directory.practitioner_role.at is 'When it was sent.';
create index practitioner_role_practitioner on directory.practitioner_role (practitioner);
comment on index directory.practitioner_role_practitioner is 'Where a practitioner works.';
create index practitioner_role_organization on directory.practitioner_role (organization);
comment on index directory.practitioner_role_organization is 'Who works in a department.';
