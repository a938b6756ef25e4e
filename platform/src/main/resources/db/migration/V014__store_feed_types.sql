alter table store.feed add column types integer[] not null default '{}';
comment on column store.feed.types is 'Resource types among the changes, each once: by which the history of a type is found.';
update store.feed f
   set types = (
           select array_agg(distinct change)
             from unnest(f.changes) with ordinality as part (change, place)
            where place % 3 = 1);
create index feed_types on store.feed using gin (types);
comment on index store.feed_types is 'History of a type that is rare.';
