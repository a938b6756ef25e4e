package org.tongmai.fhir.bulk;

import java.io.BufferedInputStream;
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
    private long place;
    private boolean tooLong;

    LineReader(Path path, long from) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        channel.position(from);
        this.in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
        this.place = from;
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

    private byte @Nullable [] read() throws IOException {
        var line = new ByteArrayOutputStream(4_096);
        long length = 0;
        tooLong = false;
        int read = in.read();
        if (read < 0) {
            return null;
        }
        while (read >= 0 && read != '\n') {
            if (length < LINE_MAX) {
                line.write(read);
            }
            length++;
            read = in.read();
        }
        place += length + (read < 0 ? 0 : 1);
        tooLong = length > LINE_MAX;
        return tooLong ? new byte[0] : line.toByteArray();
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
