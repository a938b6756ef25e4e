package org.tongmai.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/**
 * Seals page tokens with a key of the database, so that all its nodes take them: a token names a moment, and whoever could write
 * one would see what was deleted or withheld since.
 */
final class Seal {

    /** A page shows the moment of the first one; no longer than this. */
    static final Duration LIFE = Duration.ofHours(24);

    static final String KEY = "select key from store.secret";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int CODE = 16;

    private final DataSource database;
    private final Clock clock;
    private volatile @Nullable SecretKeySpec key;

    Seal(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What pages are of; a token of one kind is none of another. */
    enum Kind {
        SEARCH,
        RECORD,
        HISTORY
    }

    /** What a token said, and since when its pages go on. */
    record Opened(String content, Instant first) {}

    /** @param first when the first page was made: a chain of pages lives no longer than one */
    String close(Kind kind, String content, Instant first) {
        byte[] text = content.getBytes(StandardCharsets.UTF_8);
        ByteBuffer token = ByteBuffer.allocate(CODE + Long.BYTES + text.length);
        long at = first.getEpochSecond();
        token.put(code(kind, at, text)).putLong(at).put(text);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    /** @throws Problem {@code store.page-unknown}, {@code store.page-expired} */
    Opened open(Kind kind, String token) {
        ByteBuffer parts = ByteBuffer.wrap(decoded(token));
        if (parts.remaining() < CODE + Long.BYTES) {
            throw unknown();
        }
        var code = new byte[CODE];
        parts.get(code);
        long at = parts.getLong();
        var text = new byte[parts.remaining()];
        parts.get(text);
        if (!MessageDigest.isEqual(code, code(kind, at, text))) {
            throw unknown();
        }
        if (clock.instant().isAfter(Instant.ofEpochSecond(at).plus(LIFE))) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.page-expired",
                    "The page is too old to go on from.",
                    "All pages show the moment of the first; after " + LIFE.toHours() + " hours that is over.",
                    "Begin anew.");
        }
        return new Opened(new String(text, StandardCharsets.UTF_8), Instant.ofEpochSecond(at));
    }

    Instant now() {
        return clock.instant();
    }

    private static byte[] decoded(String token) {
        try {
            return Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException unreadable) {
            throw unknown();
        }
    }

    private byte[] code(Kind kind, long at, byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key());
            mac.update((byte) kind.ordinal());
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(0, at));
            return Arrays.copyOf(mac.doFinal(text), CODE);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private SecretKeySpec key() {
        SecretKeySpec known = key;
        if (known == null) {
            known = read();
            key = known;
        }
        return known;
    }

    private SecretKeySpec read() {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(KEY);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new SecretKeySpec(row.getBytes(1), ALGORITHM);
        } catch (SQLException failure) {
            throw Search.failed(failure);
        }
    }

    static Problem unknown() {
        return new Problem(
                Problem.Kind.INVALID,
                "store.page-unknown",
                "The page token cannot be read.",
                "It is made by the server and must come back unchanged.",
                "Begin anew.");
    }
}
