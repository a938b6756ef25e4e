-- By whom a resource was written that goes on to act for its author: a Subscription ends with its account.


create table store.author (
    compartment bigint not null,
    type smallint not null,
    local integer not null,
    version integer not null,
    account text not null,
    primary key (compartment, type, local, version)
) partition by hash (compartment);
comment on table store.author is 'By which account a version was written, of types that go on to act for it: Subscription.';
comment on column store.author.compartment is 'Compartment of the resource.';
comment on column store.author.type is 'Its type.';
comment on column store.author.local is 'Its number within the compartment.';
comment on column store.author.version is 'The version.';
comment on column store.author.account is 'client_id of the system, or platform for the node itself.';
do $$
begin
    for i in 0..7 loop
        execute format('create table store.author_%s partition of store.author for values with (modulus 8, remainder %s)', i, i);
        execute format('comment on table store.author_%s is ''Partition %s of 8 of store.author.''', i, i);
    end loop;
end
$$;
