package org.tongmai.exchange;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.exchange.RegistryEntry.Kind;

/** SQL of {@code exchange.registry} and {@code exchange.anchor}. */
final class RegistryStore {

    static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('exchange.registry', 0))::text";

    static final String ADD =
            "insert into exchange.registry (version, kind, id, signed, withdrawn) values (?, ?, ?, ?, ?)";

    static final String LAST = "select version, signed from exchange.registry order by version desc limit 1";

    static final String AFTER = "select signed from exchange.registry where version > ? order by version limit ?";

    /** Index {@code registry_thing}. */
    static final String CURRENT =
            "select signed from exchange.registry where kind = ? and id = ? order by version desc limit 1";

    /** Index {@code registry_thing}. */
    static final String ALL = """
            select distinct on (id) signed
              from exchange.registry
             where kind = ?
             order by id, version desc
             limit ?
            """;

    static final String ANCHOR = "select card from exchange.anchor";

    static final String TRUST = """
            insert into exchange.anchor (single, card, trusted_at, by)
            values (true, ?, ?, ?)
                on conflict (single) do update
               set card = excluded.card, trusted_at = excluded.trusted_at, by = excluded.by
            """;

    private final JdbcClient jdbc;

    RegistryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The last entry. */
    record Last(long version, String signed) {}

    /** Until the end of the transaction nobody else appends. */
    void lock() {
        jdbc.sql(LOCK).query(String.class).single();
    }

    void add(RegistryEntry entry, String signed) {
        jdbc.sql(ADD)
                .params(entry.version(), entry.kind().name(), entry.id(), signed, entry.withdrawn())
                .update();
    }

    Optional<Last> last() {
        return jdbc.sql(LAST)
                .query((row, n) -> new Last(row.getLong("version"), row.getString("signed")))
                .optional();
    }

    List<String> after(long version, int limit) {
        return jdbc.sql(AFTER).params(version, limit).query(String.class).list();
    }

    Optional<RegistryEntry> current(Kind kind, String id) {
        return jdbc.sql(CURRENT)
                .params(kind.name(), id)
                .query(String.class)
                .optional()
                .map(RegistryStore::entry);
    }

    List<RegistryEntry> all(Kind kind, int limit) {
        return jdbc.sql(ALL).params(kind.name(), limit).query(String.class).list().stream()
                .map(RegistryStore::entry)
                .toList();
    }

    Optional<NodeCard> anchor() {
        return jdbc.sql(ANCHOR).query(String.class).optional().map(NodeCard::read);
    }

    void trust(String card, Instant at, String by) {
        jdbc.sql(TRUST).params(card, Timestamp.from(at), by).update();
    }

    /** What was verified before it was stored. */
    private static RegistryEntry entry(String signed) {
        return RegistryEntry.of(Jws.read(signed).orElseThrow().payload());
    }
}
