package org.tongmai.fhir.bulk;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.tongmai.kernel.Problem;

/** Writes a stream of lines into a file and counts them on the way. */
final class Received {

    private static final int BUFFER_BYTES = 128 * 1024;

    /** Received between two looks at the room on the disk, which cost a system call each; little beside what is to stay free. */
    static final long LOOK_BYTES = 16 * 1024 * 1024;

    private Received() {}

    /**
     * The input with its length and lines, durable.
     *
     * @param most bytes
     * @param more asked before each reading; ends the writing by throwing
     * @param room asked at the begin and each {@value #LOOK_BYTES} bytes; ends the writing by throwing
     * @throws Problem {@code fhir.import-too-large}
     */
    static Input into(Path path, InputStream in, long most, Runnable more, Runnable room, Input input)
            throws IOException {
        try (FileChannel file = Private.file(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long bytes = 0;
            long lines = 0;
            long looked = 0;
            boolean text = false;
            room.run();
            more.run();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
                if (bytes > most) {
                    throw tooLarge(most);
                }
                more.run();
                if (bytes - looked >= LOOK_BYTES) {
                    looked = bytes;
                    room.run();
                }
                for (int i = 0; i < read; i++) {
                    byte each = buffer[i];
                    if (each == '\n') {
                        lines += text ? 1 : 0;
                        text = false;
                    } else if (each != ' ' && each != '\r' && each != '\t') {
                        text = true;
                    }
                }
                out.write(buffer, 0, read);
            }
            out.flush();
            file.force(false);
            return input.fetched(bytes, lines + (text ? 1 : 0));
        }
    }

    static Problem tooLarge(long most) {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "fhir.import-too-large",
                "The input is too large.",
                "It is larger than " + most / 1_000_000
                        + " MB, as the setting tongmai.fhir.bulk.upload-bytes bounds it,"
                        + " or its gzip unpacks to far more than records do.",
                "Split it into several.");
    }
}
