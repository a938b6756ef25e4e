package org.tongmai.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of facts in the binary format of COPY.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-copy.html">PostgreSQL COPY, binary format</a>
 */
record CopiedRow(ByteBuffer bytes) {
    private static final int HEADER_BYTES = 19;
    private static final long EPOCH_MICROS = 946_684_800_000_000L;
    private static final Fact.Method[] METHODS = Fact.Method.values();

    void skipHeader() {
        bytes.position(HEADER_BYTES);
    }

    /** Null at the end of the stream. */
    @Nullable
    Fact fact(Bodies bodies) {
        if (bytes.getShort() < 0) {
            return null;
        }
        long compartment = number();
        String type = ResourceTypes.name((int) number());
        int local = (int) number();
        int version = (int) number();
        long micros = number() + EPOCH_MICROS;
        Fact.Method method = METHODS[(int) number()];
        byte[] name = field();
        byte[] body = field();
        if (body == null) {
            throw new UncheckedIOException(new IOException("a version without a body"));
        }
        return new Fact(
                new ResourceKey(type, compartment, local),
                name == null ? null : new String(name, StandardCharsets.UTF_8),
                version,
                Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000),
                method,
                body.length == 0 ? body : bodies.decompress(body));
    }

    private long number() {
        return switch (bytes.getInt()) {
            case 2 -> bytes.getShort();
            case 4 -> bytes.getInt();
            default -> bytes.getLong();
        };
    }

    private byte @Nullable [] field() {
        int length = bytes.getInt();
        if (length < 0) {
            return null;
        }
        byte[] out = new byte[length];
        bytes.get(out);
        return out;
    }
}
