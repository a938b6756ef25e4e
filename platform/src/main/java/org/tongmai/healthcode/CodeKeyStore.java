package org.tongmai.healthcode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code healthcode.signing_key} and {@code healthcode.node}. */
final class CodeKeyStore {

    /** So that processes which miss a key at once make one. */
    static final String LOCK = "select pg_advisory_xact_lock(hashtext('healthcode.signing_key'))";

    /** Latest first. A key is made once in years; more rows than this are none of ours. */
    static final String KEYS = """
            select *
              from healthcode.signing_key
             order by valid_from desc, place desc
             limit 1000
            """;

    static final String INSERT = """
            insert into healthcode.signing_key (id, use, suite, public_key, valid_from, standby)
            values (?, ?, ?, ?, ?, ?)
            """;

    static final String TAKE_OVER = """
            update healthcode.signing_key
               set standby = false,
                   valid_from = ?
             where id = ?
            """;

    static final String REVOKE = """
            update healthcode.signing_key
               set revoked_at = ?
             where id = ?
               and use = 'CODE'
               and revoked_at is null
            """;

    static final String NODE = "select suite, proof from healthcode.node";

    static final String BEGIN = """
            insert into healthcode.node (suite, proof, begun_at)
            values (?, ?, ?)
                on conflict do nothing
            """;

    private final JdbcClient jdbc;

    CodeKeyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param use {@code ROOT} or {@code CODE} */
    record Row(
            String id,
            String use,
            String suite,
            byte[] publicKey,
            Instant from,
            @Nullable Instant revokedAt,
            boolean standby) {}

    /** What the node's keyed digests were begun with. */
    record Node(String suite, byte[] proof) {}

    /** To the end of the transaction. */
    void lock() {
        jdbc.sql(LOCK).query((row, number) -> 1).single();
    }

    /** Earliest first. */
    List<Row> keys() {
        return jdbc.sql(KEYS).query(CodeKeyStore::row).list().reversed();
    }

    void insert(String id, String use, String suite, byte[] publicKey, Instant from, boolean standby) {
        jdbc.sql(INSERT)
                .params(id, use, suite, publicKey, Timestamp.from(from), standby)
                .update();
    }

    /** The key that stood by signs from now on. */
    void takeOver(String id, Instant now) {
        jdbc.sql(TAKE_OVER).params(Timestamp.from(now), id).update();
    }

    boolean revoke(String id, Instant now) {
        return jdbc.sql(REVOKE).params(Timestamp.from(now), id).update() == 1;
    }

    Optional<Node> node() {
        return jdbc.sql(NODE)
                .query((row, number) -> new Node(row.getString("suite"), row.getBytes("proof")))
                .optional();
    }

    void begin(String suite, byte[] proof, Instant now) {
        jdbc.sql(BEGIN).params(suite, proof, Timestamp.from(now)).update();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        Timestamp revoked = row.getTimestamp("revoked_at");
        return new Row(
                row.getString("id"),
                row.getString("use"),
                row.getString("suite"),
                row.getBytes("public_key"),
                row.getTimestamp("valid_from").toInstant(),
                revoked == null ? null : revoked.toInstant(),
                row.getBoolean("standby"));
    }
}
