package org.tongmai.exchange;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of nonces, receipts and contacts. */
final class ReceiptStore {

    static final String NONCE =
            "insert into exchange.nonce (sender, nonce, until) values (?, ?, ?) on conflict do nothing";

    static final String FORGET = "delete from exchange.nonce where until < ?";

    /** Index {@code receipt_at}. */
    static final String PRUNE = "delete from exchange.receipt where purpose = ? and at < ?";

    static final String SENT = """
            insert into exchange.receipt (sender, nonce, receiver, path, purpose, at, message, receipt)
            values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (sender, nonce) do nothing
            """;

    static final String ANSWERED =
            "update exchange.receipt set receipt = ? where sender = ? and nonce = ? and receipt is null";

    static final String ONE = "select * from exchange.receipt where sender = ? and nonce = ?";

    /** Index {@code receipt_open}. */
    static final String OPEN = """
            select nonce
              from exchange.receipt
             where sender = ?
               and receiver = ?
               and receipt is null
               and at > ?
             order by at
             limit 200
            """;

    static final String NEWEST = "select * from exchange.receipt order by at desc limit ?";

    static final String SPOKE = """
            insert into exchange.contact (node, last_at, offset_millis)
            values (?, ?, ?)
                on conflict (node) do update
               set last_at = excluded.last_at,
                   offset_millis = coalesce(excluded.offset_millis, exchange.contact.offset_millis)
            """;

    static final String FAILED = """
            insert into exchange.contact (node, failed_at, failure)
            values (?, ?, ?)
                on conflict (node) do update
               set failed_at = excluded.failed_at, failure = excluded.failure
            """;

    static final String CONTACT = "select * from exchange.contact where node = ?";

    private final JdbcClient jdbc;

    ReceiptStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What was said.
     *
     * @param receipt null until it came
     */
    record Row(
            String sender,
            String nonce,
            String receiver,
            String path,
            String purpose,
            Instant at,
            String message,
            @Nullable String receipt) {}

    /** When a node was spoken with. */
    record Contact(
            @Nullable Instant lastAt,
            @Nullable Instant failedAt,
            @Nullable String failure,
            @Nullable Long offsetMillis) {}

    /** False where it was taken before. */
    boolean take(String sender, String nonce, Instant until) {
        return jdbc.sql(NONCE).params(sender, nonce, Timestamp.from(until)).update() == 1;
    }

    void forget(Instant before) {
        jdbc.sql(FORGET).param(Timestamp.from(before)).update();
    }

    void prune(String purpose, Instant before) {
        jdbc.sql(PRUNE).params(purpose, Timestamp.from(before)).update();
    }

    void write(Row row) {
        jdbc.sql(SENT)
                .param(row.sender())
                .param(row.nonce())
                .param(row.receiver())
                .param(row.path())
                .param(row.purpose())
                .param(Timestamp.from(row.at()))
                .param(row.message())
                .param(row.receipt())
                .update();
    }

    void answered(String sender, String nonce, String receipt) {
        jdbc.sql(ANSWERED).params(receipt, sender, nonce).update();
    }

    Optional<Row> one(String sender, String nonce) {
        return jdbc.sql(ONE).params(sender, nonce).query((row, n) -> row(row)).optional();
    }

    /** Nonces of messages of which no receipt came. */
    List<String> open(String sender, String receiver, Instant since) {
        return jdbc.sql(OPEN)
                .params(sender, receiver, Timestamp.from(since))
                .query(String.class)
                .list();
    }

    List<Row> newest(int count) {
        return jdbc.sql(NEWEST).param(count).query((row, n) -> row(row)).list();
    }

    private static Row row(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Row(
                row.getString("sender"),
                row.getString("nonce"),
                row.getString("receiver"),
                row.getString("path"),
                row.getString("purpose"),
                row.getTimestamp("at").toInstant(),
                row.getString("message"),
                row.getString("receipt"));
    }

    void spoke(String node, Instant at, @Nullable Long offsetMillis) {
        jdbc.sql(SPOKE)
                .param(node)
                .param(Timestamp.from(at))
                .param(offsetMillis)
                .update();
    }

    void failed(String node, Instant at, String code) {
        jdbc.sql(FAILED).params(node, Timestamp.from(at), code).update();
    }

    Contact contact(String node) {
        return jdbc.sql(CONTACT)
                .param(node)
                .query((row, n) -> new Contact(
                        instant(row.getTimestamp("last_at")),
                        instant(row.getTimestamp("failed_at")),
                        row.getString("failure"),
                        row.getObject("offset_millis", Long.class)))
                .optional()
                .orElse(new Contact(null, null, null, null));
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }
}
