package org.tongmai.fhir;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.tongmai.kernel.Problem;

/** Unpacks gzip, and stops at what unpacks to far more than any resource does, long before it fills memory or disk. */
public final class Unpacking extends GZIPInputStream {

    /** Records in FHIR unpack to twenty times their size, repetitive ones to a hundred times. */
    private static final long RATIO_MAX = 400;

    /** What may be unpacked before the ratio is looked at. */
    private static final long FREE = 8L * 1024 * 1024;

    private static final int BUFFER_BYTES = 8_192;

    private final Counting packed;
    private final Supplier<Problem> refusal;
    private long unpacked;

    private Unpacking(Counting packed, Supplier<Problem> refusal) throws IOException {
        super(packed, BUFFER_BYTES);
        this.packed = packed;
        this.refusal = refusal;
    }

    /** @param refusal thrown by a reading at which too much comes out of too little */
    public static Unpacking of(InputStream packed, Supplier<Problem> refusal) throws IOException {
        return new Unpacking(new Counting(packed), refusal);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int read = super.read(into, from, length);
        unpacked += Math.max(read, 0);
        if (unpacked > FREE && unpacked > packed.bytes * RATIO_MAX) {
            throw refusal.get();
        }
        return read;
    }

    private static final class Counting extends FilterInputStream {
        private long bytes;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytes += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            bytes += Math.max(read, 0);
            return read;
        }
    }
}
