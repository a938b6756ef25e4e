create table person.unsettled (
    compartment bigint not null primary key
);
comment on table person.unsettled is 'Registrations to be judged anew, some at a time, since a name they bear or a block they stand in became too common, or less so. Empty when that is done.';
comment on column person.unsettled.compartment is 'The source patient.';
