package org.tongmai.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows in PostgreSQL's binary COPY format.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-copy.html">COPY, binary format</a>
 */
final class CopyBuffer {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final long EPOCH_2000_SECONDS = 946_684_800L;
    private static final int OID_INT8 = 20;
    private static final int OID_INT4 = 23;

    private byte[] bytes = new byte[2 * 1024];
    private int size;

    CopyBuffer() {
        raw(SIGNATURE);
        int32(0);
        int32(0);
    }

    CopyBuffer row(int columns) {
        ensure(2);
        bytes[size++] = (byte) (columns >> 8);
        bytes[size++] = (byte) columns;
        return this;
    }

    CopyBuffer bigint(long value) {
        int32(8);
        return int64(value);
    }

    CopyBuffer integer(int value) {
        int32(4);
        return int32(value);
    }

    CopyBuffer smallint(int value) {
        int32(2);
        ensure(2);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
        return this;
    }

    CopyBuffer timestamp(Instant at) {
        return bigint((at.getEpochSecond() - EPOCH_2000_SECONDS) * 1_000_000 + at.getNano() / 1_000);
    }

    CopyBuffer text(@Nullable String value) {
        return bytea(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    CopyBuffer bytea(byte @Nullable [] value) {
        if (value == null) {
            return int32(-1);
        }
        int32(value.length);
        return raw(value);
    }

    CopyBuffer bigints(long[] values) {
        array(OID_INT8, values.length, 8);
        for (long value : values) {
            int32(8);
            int64(value);
        }
        return this;
    }

    CopyBuffer integers(int[] values) {
        array(OID_INT4, values.length, 4);
        for (int value : values) {
            int32(4);
            int32(value);
        }
        return this;
    }

    /** Ends the rows; the array may be longer than {@link #size()}. */
    byte[] finish() {
        ensure(2);
        bytes[size++] = (byte) 0xff;
        bytes[size++] = (byte) 0xff;
        return bytes;
    }

    int size() {
        return size;
    }

    private void array(int oid, int length, int width) {
        if (length == 0) {
            int32(12);
            int32(0);
            int32(0);
            int32(oid);
            return;
        }
        int32(20 + length * (4 + width));
        int32(1);
        int32(0);
        int32(oid);
        int32(length);
        int32(1);
    }

    private CopyBuffer int32(int value) {
        ensure(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >> shift);
        }
        return this;
    }

    private CopyBuffer int64(long value) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >> shift);
        }
        return this;
    }

    private CopyBuffer raw(byte[] value) {
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
