package org.tongmai.fhir.bulk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads a file line by line as bytes, and tells at which byte the next line begins. Empty lines are passed over. */
final class LineReader implements AutoCloseable {

    /** A longer line is told as too long; its bytes are not kept. */
    static final int LINE_MAX = 64 * 1024 * 1024;

    private static final int BUFFER_BYTES = 256 * 1024;

    private final InputStream in;
    private final long most;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int end;
    private long place;
    private boolean tooLong;

    LineReader(Path path, long from) throws IOException {
        this(path, from, 0);
    }

    /** @param beside bytes that stand in each line beside what {@link #LINE_MAX} bounds */
    LineReader(Path path, long from, int beside) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        channel.position(from);
        this.in = Channels.newInputStream(channel);
        this.place = from;
        this.most = (long) LINE_MAX + beside;
    }

    /** The next line; null at the end. Empty where it is {@link #tooLong()}. */
    byte @Nullable [] next() throws IOException {
        while (true) {
            byte[] line = read();
            if (line == null || tooLong || !blank(line)) {
                return line;
            }
        }
    }

    /** A line is scanned for its end a buffer at a time. */
    private byte @Nullable [] read() throws IOException {
        tooLong = false;
        if (!filled()) {
            return null;
        }
        var line = new ByteArrayOutputStream(4_096);
        long length = 0;
        do {
            int stop = from;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            if (length + stop - from <= most) {
                line.write(buffer, from, stop - from);
            }
            length += stop - from;
            boolean ended = stop < end;
            from = ended ? stop + 1 : stop;
            if (ended) {
                place++;
                break;
            }
        } while (filled());
        place += length;
        tooLong = length > most;
        return tooLong ? new byte[0] : line.toByteArray();
    }

    /** False at the end of the file. */
    private boolean filled() throws IOException {
        if (from < end) {
            return true;
        }
        from = 0;
        end = Math.max(in.read(buffer), 0);
        return end > 0;
    }

    private static boolean blank(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\r' && each != '\t') {
                return false;
            }
        }
        return true;
    }

    boolean tooLong() {
        return tooLong;
    }

    /** Byte at which the next line begins. */
    long place() {
        return place;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
