package org.tongmai.store;

import com.github.luben.zstd.Zstd;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** What was answered to submissions that named themselves. */
final class Submissions {

    private static final String FIND = """
            select at, outcome
              from store.submission
             where compartment = ?
               and idempotency_key = ?
            """;

    private static final int OUTCOME_MAX = 64 * 1024 * 1024;

    private Submissions() {}

    static String key(Origin origin) {
        return origin.account() + " " + origin.idempotencyKey();
    }

    static long compartment(String key) {
        return IndexKeys.hash(2, key) >>> 1;
    }

    /** The receipt of an earlier submission under the same key, or null. */
    static @Nullable Receipt find(Connection connection, Origin origin) throws SQLException {
        String key = key(origin);
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, compartment(key));
            statement.setString(2, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? receipt(
                                row.getBytes(2),
                                row.getObject(1, OffsetDateTime.class).toInstant())
                        : null;
            }
        }
    }

    static byte[] outcome(Receipt receipt) {
        var text = new StringBuilder();
        for (Receipt.Done done : receipt.entries()) {
            text.append(done.result().ordinal())
                    .append(' ')
                    .append(done.type())
                    .append(' ')
                    .append(done.id())
                    .append(' ')
                    .append(done.version())
                    .append('\n');
        }
        return Zstd.compress(text.toString().getBytes(StandardCharsets.UTF_8), 3);
    }

    private static Receipt receipt(byte[] outcome, Instant at) {
        int size = (int) Math.min(Zstd.getFrameContentSize(outcome), OUTCOME_MAX);
        String text = new String(Zstd.decompress(outcome, size), StandardCharsets.UTF_8);
        var entries = new ArrayList<Receipt.Done>();
        for (String line : text.split("\n")) {
            String[] parts = line.split(" ", -1);
            if (parts.length == 4) {
                entries.add(new Receipt.Done(
                        Receipt.Result.values()[Integer.parseInt(parts[0])],
                        parts[1],
                        parts[2],
                        Integer.parseInt(parts[3]),
                        at));
            }
        }
        return new Receipt(entries, true);
    }
}
