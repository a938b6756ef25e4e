-- Identifier systems of patients' numbers, for IHE PIX queries.

create table person.domain (
    system text not null primary key
);
comment on table person.domain is 'Identifier systems under which patients'' numbers were seen since this table was made.';
comment on column person.domain.system is 'As in Patient.identifier.system.';
