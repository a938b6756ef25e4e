-- The unsorted lists of what was just written are sorted in by the server itself, a second after it was written (IndexTidy); until
-- then a longer list costs nobody who writes.
do $$
declare
    part regclass;
begin
    for part in select inhrelid::regclass from pg_inherits where inhparent = 'store.version_keys'::regclass loop
        execute format('alter index %s reset (gin_pending_list_limit)', part);
    end loop;
end
$$;
