create schema bare;
create table bare.thing (id int primary key, name text);
comment on table bare.thing is 'A table with a comment';
comment on column bare.thing.id is 'A column with a comment';
create index thing_name on bare.thing (name);
