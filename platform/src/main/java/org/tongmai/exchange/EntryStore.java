package org.tongmai.exchange;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of what a province has to tell the nation. */
final class EntryStore {

    static final String MARK = """
            insert into exchange.dirty (compartment, mark)
            select compartment, nextval('exchange.mark')
              from unnest(?::bigint[]) as d (compartment)
             order by compartment
                on conflict (compartment) do update set mark = excluded.mark
            """;

    static final String DIRTY = "select compartment, mark from exchange.dirty order by mark limit ?";

    static final String CLEAN = "delete from exchange.dirty where compartment = ? and mark = ?";

    static final String ANY_DIRTY = "select exists (select from exchange.dirty)";

    static final String COUNT_DIRTY = "select count(*) from exchange.dirty";

    static final String WRITE = """
            insert into exchange.entry (compartment, handle, body, digest, mark)
            values (?, ?, ?, ?, nextval('exchange.mark'))
                on conflict (compartment) do update
               set body = excluded.body, digest = excluded.digest, mark = excluded.mark
             where exchange.entry.digest <> excluded.digest
            """;

    /** Index {@code entry_waiting}. */
    static final String WAITING = """
            select compartment, body, digest
              from exchange.entry
             where sent is distinct from digest
             order by mark
             limit ?
            """;

    static final String COUNT_WAITING = "select count(*) from exchange.entry where sent is distinct from digest";

    static final String SENT = "update exchange.entry set sent = ? where handle = ?";

    static final String UNSEND = "update exchange.entry set sent = null where sent is not null";

    static final String ALIASES = "select pseudonym from exchange.alias where compartment = ?";

    static final String UNALIAS = "delete from exchange.alias where compartment = ? and pseudonym = any (?)";

    static final String ALIAS =
            "insert into exchange.alias (pseudonym, compartment) select p, ? from unnest(?::text[]) as a (p)";

    static final String BEARERS = "select distinct compartment from exchange.alias where pseudonym = any (?) limit 200";

    static final String OUT = "insert into exchange.outbox (sequence, epoch, body) values (?, ?, ?)";

    static final String ON_ITS_WAY = "select sequence, epoch, body from exchange.outbox order by sequence limit 1";

    static final String EMPTY = "delete from exchange.outbox";

    static final String PLACE = "select name, value from exchange.place";

    static final String MOVE = """
            insert into exchange.place (name, value) values (?, ?)
                on conflict (name) do update set value = excluded.value
            """;

    static final String STATE = "select digest, body from exchange.entry order by handle collate \"C\"";

    private final JdbcClient jdbc;

    EntryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Dirty(long compartment, long mark) {}

    record Waiting(long compartment, String body, byte[] digest) {}

    record Batch(long sequence, long epoch, String body) {}

    void mark(Collection<Long> compartments) {
        if (!compartments.isEmpty()) {
            jdbc.sql(MARK).param(compartments.toArray(Long[]::new)).update();
        }
    }

    List<Dirty> dirty(int limit) {
        return jdbc.sql(DIRTY)
                .param(limit)
                .query((row, n) -> new Dirty(row.getLong("compartment"), row.getLong("mark")))
                .list();
    }

    /** Unless it changed again meanwhile. */
    void clean(Dirty dirty) {
        jdbc.sql(CLEAN).params(dirty.compartment(), dirty.mark()).update();
    }

    boolean anyDirty() {
        return jdbc.sql(ANY_DIRTY).query(Boolean.class).single();
    }

    long countDirty() {
        return jdbc.sql(COUNT_DIRTY).query(Long.class).single();
    }

    void write(long compartment, String handle, String body, byte[] digest) {
        jdbc.sql(WRITE).params(compartment, handle, body, digest).update();
    }

    List<Waiting> waiting(int limit) {
        return jdbc.sql(WAITING)
                .param(limit)
                .query((row, n) ->
                        new Waiting(row.getLong("compartment"), row.getString("body"), row.getBytes("digest")))
                .list();
    }

    long countWaiting() {
        return jdbc.sql(COUNT_WAITING).query(Long.class).single();
    }

    void sent(String handle, byte[] digest) {
        jdbc.sql(SENT).params(digest, handle).update();
    }

    void unsend() {
        jdbc.sql(UNSEND).update();
    }

    Set<String> aliases(long compartment) {
        return new TreeSet<>(
                jdbc.sql(ALIASES).param(compartment).query(String.class).list());
    }

    void alias(long compartment, Collection<String> gone, Collection<String> come) {
        if (!gone.isEmpty()) {
            jdbc.sql(UNALIAS).params(compartment, gone.toArray(String[]::new)).update();
        }
        if (!come.isEmpty()) {
            jdbc.sql(ALIAS).params(compartment, come.toArray(String[]::new)).update();
        }
    }

    /** Source patients of persons with one of these pseudonyms. */
    Set<Long> bearers(Collection<String> pseudonyms) {
        return Set.copyOf(jdbc.sql(BEARERS)
                .param(pseudonyms.toArray(String[]::new))
                .query(Long.class)
                .list());
    }

    void out(Batch batch) {
        jdbc.sql(OUT).params(batch.sequence(), batch.epoch(), batch.body()).update();
    }

    Optional<Batch> onItsWay() {
        return jdbc.sql(ON_ITS_WAY)
                .query((row, n) -> new Batch(row.getLong("sequence"), row.getLong("epoch"), row.getString("body")))
                .optional();
    }

    void empty() {
        jdbc.sql(EMPTY).update();
    }

    Map<String, Long> places() {
        Map<String, Long> places = new TreeMap<>();
        jdbc.sql(PLACE).query(row -> {
            places.put(row.getString("name"), row.getLong("value"));
        });
        return places;
    }

    void move(String name, long value) {
        jdbc.sql(MOVE).params(name, value).update();
    }

    /** Digest over all entries that say something, in the order of their handles, and how many they are. */
    static IndexState state(Connection connection) throws SQLException {
        var all = IndexEntry.sha256();
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement(STATE)) {
            statement.setFetchSize(1_000);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (!rows.getString("body").contains("\"pseudonyms\":[]")) {
                        all.update(rows.getBytes("digest"));
                        count++;
                    }
                }
            }
        }
        return new IndexState(Jws.encode(all.digest()), count);
    }
}
