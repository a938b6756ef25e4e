create view person.member as
    select compartment, person
      from person.link
     where valid_to is null;
comment on view person.member is 'Which person a source patient belongs to now; for other schemas to read.';
