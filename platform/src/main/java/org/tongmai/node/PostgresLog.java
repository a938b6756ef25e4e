package org.tongmai.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The file into which the database's messages go, and one older one beside it. */
final class PostgresLog {

    /** Where a log is cut: a week of warnings is far below. */
    private static final long BYTES_MAX = 16L << 20;

    private static final int TAIL_LINES = 20;

    private final Path file;

    PostgresLog(Path file) {
        this.file = file;
    }

    ProcessBuilder.Redirect append() {
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    /** Copies a large log aside and empties it. Its writer appends, so it may go on writing. */
    void limit() {
        if (file.toFile().length() <= BYTES_MAX) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            Files.copy(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            channel.truncate(0);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot put " + file + " aside", failure);
        }
    }

    /** The last lines, for an error message. */
    String tail() {
        try {
            List<String> lines = Files.readAllLines(file);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException unreadable) {
            return "(" + file + " cannot be read)";
        }
    }
}
