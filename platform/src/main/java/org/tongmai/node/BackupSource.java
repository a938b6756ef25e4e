package org.tongmai.node;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tongmai.kernel.Problem;

/** A backup that is read from its beginning to its end. */
final class BackupSource {

    /** How the name of a backup in one file ends. */
    static final String ARCHIVE = ".tar.zst";

    /** Takes the files of a backup as they come. */
    interface Reader {
        void file(String path, InputStream content) throws IOException;
    }

    private BackupSource() {}

    /** Gives all files, the manifest among them, to {@code reader}; folders come from the manifest. */
    static void read(Path backup, Reader reader) throws IOException {
        if (Files.isDirectory(backup)) {
            folder(backup, reader);
        } else {
            archive(backup, reader);
        }
    }

    private static void folder(Path backup, Reader reader) throws IOException {
        List<Path> files;
        try (Stream<Path> paths = Files.walk(backup)) {
            files = paths.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            try (InputStream content = Files.newInputStream(file)) {
                reader.file(backup.relativize(file).toString(), content);
            }
        }
    }

    private static void archive(Path backup, Reader reader) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(backup), 1 << 20);
                TarArchiveInputStream tar = new TarArchiveInputStream(new ZstdInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (!entry.isDirectory()) {
                    reader.file(entry.getName(), tar);
                }
            }
        } catch (EOFException | ZstdIOException damaged) {
            throw Manifest.broken("it ends early or is no archive of tongmai backup");
        } catch (NoSuchFileException missing) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "node.backup-missing",
                    "There is no backup " + backup + ".",
                    "It is a folder, or a file that ends with " + ARCHIVE + ".",
                    "Name what tongmai backup made.");
        } catch (IOException unreadable) {
            if (truncated(unreadable)) {
                throw Manifest.broken("it ends early");
            }
            throw unreadable;
        }
    }

    /** The reader of tar archives has no type of its own for an end that comes too early. */
    private static boolean truncated(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("truncated") || message.contains("corrupted") || message.contains("unexpected eof");
    }
}
