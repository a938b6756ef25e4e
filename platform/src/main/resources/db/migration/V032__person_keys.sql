alter table person.identity add column keys bigint[] not null default '{}';
comment on column person.identity.keys is 'The blocking keys under which the registration stands in person.block.';
update person.identity i set keys = (select coalesce(array_agg(key), '{}') from person.block b where b.compartment = i.compartment);
alter table person.identity alter column keys drop default;
drop index person.block_compartment;
