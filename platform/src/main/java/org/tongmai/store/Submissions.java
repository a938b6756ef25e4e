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
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

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
    static @Nullable Receipt find(Connection connection, Origin origin, List<Change> changes) throws SQLException {
        String key = key(origin);
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, compartment(key));
            statement.setString(2, key);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                String text = text(row.getBytes(2));
                refuseReused(text.substring(0, text.indexOf('\n')), changes);
                return receipt(text, row.getObject(1, OffsetDateTime.class).toInstant());
            }
        }
    }

    /** What tells one submission from another under the same key: a checksum over all that it wishes. */
    static String fingerprint(List<Change> changes) {
        var sum = new CRC32C();
        var other = new CRC32();
        for (Change change : changes) {
            byte[] wish = (change.method() + " " + change.type() + " " + change.id() + " " + change.ifMatch() + " "
                            + (change.condition() == null ? "" : QueryText.write(change.condition())))
                    .getBytes(StandardCharsets.UTF_8);
            Slice body = change.body() == null ? Slice.of(new byte[0]) : change.body();
            for (Checksum each : List.of(sum, other)) {
                each.update(wish);
                each.update(body.bytes(), body.from(), body.length());
            }
        }
        return HexFormat.of().toHexDigits(sum.getValue() << 32 | other.getValue());
    }

    static byte[] outcome(List<Receipt.Done> entries, String fingerprint) {
        var text = new StringBuilder(fingerprint).append('\n');
        for (Receipt.Done done : entries) {
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

    private static String text(byte[] outcome) {
        int size = (int) Math.min(Zstd.getFrameContentSize(outcome), OUTCOME_MAX);
        return new String(Zstd.decompress(outcome, size), StandardCharsets.UTF_8);
    }

    /** Submissions of earlier releases carry no fingerprint. */
    private static void refuseReused(String first, List<Change> changes) {
        if (!first.contains(" ") && !first.equals(fingerprint(changes))) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "store.idempotency-key-reused",
                    "The Idempotency-Key was used for another submission.",
                    "A key names one submission: the same interaction with the same body.",
                    "Make a new key for each submission, and repeat it only with the same content.");
        }
    }

    private static Receipt receipt(String text, Instant at) {
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
