-- Page tokens are sealed: who could write one would choose the moment that its page shows.

create table store.secret (
    single boolean primary key default true check (single),
    key    bytea   not null
);
comment on table store.secret is 'The key that seals page tokens; all nodes of a database share it.';
comment on column store.secret.single is 'Always true: there is one.';
comment on column store.secret.key is '32 random bytes.';

insert into store.secret (key)
select sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));
