package org.tongmai.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.crypto.Suite;

/** SQL of the log of receipts: its tree, its heads, its keys. */
final class LogStore {

    /** One process at a time signs a head or makes a key. */
    static final String LOCK = "select pg_advisory_xact_lock(hashtext('access.log'))";

    static final String BEGIN = """
            insert into access.log (name, suite, begun)
            values (?, ?, ?)
                on conflict do nothing
            """;

    static final String LOG = "select name, suite, begun from access.log";

    static final String SIZE = "select size from access.log";

    static final String ENTRIES = """
            select place, leaf
              from access.look
             where place >= ?
               and place < ?
             union all
            select place, leaf
              from access.statement
             where place >= ?
               and place < ?
             order by place
            """;

    static final String TILES = """
            select level, number, hashes
              from access.log_tile
             where (level, number) in (select * from unnest(?::int[], ?::bigint[]))
            """;

    static final String PUT_TILES = """
            insert into access.log_tile (level, number, hashes)
            select * from unnest(?::int[], ?::bigint[], ?::bytea[])
                on conflict (level, number) do update set hashes = excluded.hashes
            """;

    static final String NEWEST = "select * from access.log_head order by size desc limit 1";

    static final String HEAD = "select * from access.log_head where size = ?";

    /** The newest head signed no later; entries after it were written later. */
    static final String BEFORE = "select size from access.log_head where at <= ? order by at desc limit 1";

    /** Whether a head that was signed no earlier is smaller or as large: what follows was written later. */
    static final String LATER = "select exists (select from access.log_head where size <= ? and at >= ?)";

    static final String HEADS = """
            select *
              from access.log_head
             where size >= ?
             order by size
             limit ?
            """;

    static final String PUT_HEAD = "insert into access.log_head (size, at, edge, text) values (?, ?, ?, ?)";

    /** A key is made once in years; more rows than this are none of ours. */
    static final String KEYS = """
            select *
              from access.log_key
             order by valid_from, place
             limit 1000
            """;

    static final String PUT_KEY = """
            insert into access.log_key (id, suite, public_key, valid_from)
            values (?, ?, ?, ?)
            """;

    static final String END_KEYS = """
            update access.log_key
               set valid_until = ?
             where valid_until is null
               and id = any (?)
            """;

    private final JdbcClient jdbc;

    LogStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A place in the tree's storage: see {@code access.log_tile}. */
    record Tile(int level, long number) {}

    record Entry(long place, byte[] leaf) {}

    record Head(long size, Instant at, byte[] edge, String text) {}

    record Key(
            String id,
            String suite,
            byte[] publicKey,
            Instant from,
            @Nullable Instant until) {}

    /** To the end of the transaction. */
    void lock() {
        jdbc.sql(LOCK).query((row, number) -> 1).single();
    }

    void begin(String name, Suite suite, Instant now) {
        jdbc.sql(BEGIN).params(name, suite.word(), Timestamp.from(now)).update();
    }

    Receipts.Log log() {
        return jdbc.sql(LOG)
                .query((row, number) -> new Receipts.Log(
                        row.getString("name"),
                        Suite.of(row.getString("suite")).orElseThrow(),
                        row.getTimestamp("begun").toInstant()))
                .single();
    }

    /** Entries by now; all of them are committed. */
    long size() {
        return jdbc.sql(SIZE).query(Long.class).single();
    }

    /** The entries from one place up to another, as far as they are there. */
    List<Entry> entries(long from, long to) {
        return jdbc.sql(ENTRIES)
                .params(from, to, from, to)
                .query((row, number) -> new Entry(row.getLong("place"), row.getBytes("leaf")))
                .list();
    }

    Map<Tile, byte[]> tiles(Collection<Tile> wanted) {
        Map<Tile, byte[]> tiles = new HashMap<>();
        jdbc.sql(TILES)
                .param(wanted.stream().map(Tile::level).toArray(Integer[]::new))
                .param(wanted.stream().map(Tile::number).toArray(Long[]::new))
                .query(row -> {
                    tiles.put(new Tile(row.getInt("level"), row.getLong("number")), row.getBytes("hashes"));
                });
        return tiles;
    }

    void put(Map<Tile, byte[]> tiles) {
        jdbc.sql(PUT_TILES)
                .param(tiles.keySet().stream().map(Tile::level).toArray(Integer[]::new))
                .param(tiles.keySet().stream().map(Tile::number).toArray(Long[]::new))
                .param(tiles.values().toArray(byte[][]::new))
                .update();
    }

    Optional<Head> newest() {
        return jdbc.sql(NEWEST).query(LogStore::head).optional();
    }

    Optional<Head> head(long size) {
        return jdbc.sql(HEAD).param(size).query(LogStore::head).optional();
    }

    /** Heads of this size and larger, smallest first. */
    List<Head> heads(long from, int limit) {
        return jdbc.sql(HEADS).params(from, limit).query(LogStore::head).list();
    }

    /** A place before which every entry was written before this moment. */
    long writtenBefore(Instant at) {
        return jdbc.sql(BEFORE)
                .param(Timestamp.from(at))
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** Whether every entry after this place was written after this moment. */
    boolean laterThan(long place, Instant at) {
        return jdbc.sql(LATER)
                .params(place + 1, Timestamp.from(at))
                .query(Boolean.class)
                .single();
    }

    void put(Head head) {
        jdbc.sql(PUT_HEAD)
                .params(head.size(), Timestamp.from(head.at()), head.edge(), head.text())
                .update();
    }

    /** Earliest first. */
    List<Key> keys() {
        return jdbc.sql(KEYS).query(LogStore::key).list();
    }

    void put(String id, Suite suite, byte[] publicKey, Instant from) {
        jdbc.sql(PUT_KEY)
                .params(id, suite.word(), publicKey, Timestamp.from(from))
                .update();
    }

    void end(Collection<String> keys, Instant until) {
        jdbc.sql(END_KEYS)
                .param(Timestamp.from(until))
                .param(keys.toArray(String[]::new))
                .update();
    }

    private static Head head(ResultSet row, int number) throws SQLException {
        return new Head(
                row.getLong("size"), row.getTimestamp("at").toInstant(), row.getBytes("edge"), row.getString("text"));
    }

    private static Key key(ResultSet row, int number) throws SQLException {
        Timestamp until = row.getTimestamp("valid_until");
        return new Key(
                row.getString("id"),
                row.getString("suite"),
                row.getBytes("public_key"),
                row.getTimestamp("valid_from").toInstant(),
                until == null ? null : until.toInstant());
    }
}
