-- What institutions say about their own registrations (Patient.link replaced-by, ADT^A40).

alter table person.word add column institution text;
comment on column person.word.institution is 'Institution (USCC) that merged two registrations of its own; null where a steward said it.';

create table person.replacement (
    compartment bigint not null primary key,
    institution text not null,
    target text not null,
    other bigint
);
comment on table person.replacement is 'Registrations that their own institution says are replaced by another of its registrations.';
comment on column person.replacement.compartment is 'The source patient that is replaced.';
comment on column person.replacement.institution is 'Source institution (USCC) of both.';
comment on column person.replacement.target is 'What it is replaced by, as said: a logical id, or system and value of an identifier parted by a bar.';
comment on column person.replacement.other is 'The source patient that stays; null until it has come.';
create index replacement_waiting on person.replacement (institution) where other is null;
comment on index person.replacement_waiting is 'Replacements whose other side has not come.';
