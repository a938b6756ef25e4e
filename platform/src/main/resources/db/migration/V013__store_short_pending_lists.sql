-- A search reads the unsorted list of what was just written as well; a short one costs reading less than it saves writing.
do $$
declare
    part regclass;
begin
    for part in select inhrelid::regclass from pg_inherits where inhparent = 'store.version_keys'::regclass loop
        execute format('alter index %s set (gin_pending_list_limit = 256)', part);
    end loop;
end
$$;
