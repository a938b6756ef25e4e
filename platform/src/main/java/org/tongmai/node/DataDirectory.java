package org.tongmai.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * The directory in which one node keeps everything it must not lose: its database, its secrets, its logs. Held by one
 * process at a time, through a lock that the operating system drops when the process ends, however it ends.
 *
 * <pre>
 * DIR/lock          who holds it: pid, since, url
 * DIR/postgresql/   the embedded database
 * DIR/secrets/      one secret a file, mode 0600
 * DIR/log/          what the database says
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {

    /** The file that tells who holds the directory; empty where nobody does. */
    static final String LOCK = "lock";

    /**
     * What this process holds. The system's lock does not tell two users in one process apart, and is lost when the
     * process closes any handle of the file: so the file is never opened for a directory that stands here.
     */
    private static final Map<Path, Holder> HERE = new ConcurrentHashMap<>();

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;
    private final Instant since;

    private DataDirectory(Path root, FileChannel channel, FileLock lock, Instant since) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
        this.since = since;
    }

    /**
     * Takes the directory, creating it (mode 0700) where it is missing.
     *
     * @throws Problem {@code node.data-directory-held} when another process holds it; says which, since when and at
     *     which address
     */
    public static DataDirectory hold(Path directory, Clock clock) {
        try {
            Path root = directory.toAbsolutePath().normalize();
            if (Files.exists(root) && !Files.isDirectory(root)) {
                throw noDirectory(root);
            }
            createPrivate(root);
            root = root.toRealPath();
            Instant since = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            if (HERE.putIfAbsent(root, new Holder(ProcessHandle.current().pid(), since, "")) != null) {
                throw held(root);
            }
            return lock(root, since);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot use " + directory + " as data directory", failure);
        }
    }

    private static DataDirectory lock(Path root, Instant since) throws IOException {
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(
                    root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                HERE.remove(root);
                throw held(root);
            }
            taken = true;
            DataDirectory held = new DataDirectory(root, channel, lock, since);
            held.announce("");
            return held;
        } finally {
            if (!taken) {
                HERE.remove(root);
            }
        }
    }

    private static Problem noDirectory(Path root) {
        return new Problem(
                Kind.INVALID,
                "node.data-not-a-directory",
                root + " is not a directory.",
                "A node keeps its database, secrets and logs in a directory of its own.",
                "Name a directory with --data; it is made where it is missing.");
    }

    private static Problem held(Path root) {
        String holder = holder(root).map(Holder::toString).orElse("an unknown process");
        return new Problem(
                Kind.CONFLICT,
                "node.data-directory-held",
                "The data directory " + root + " is in use by " + holder + ".",
                "One process at a time may use a data directory.",
                "Stop that process (kill -TERM <pid>), or name another directory with --data.");
    }

    /** Whether a process holds the directory now; asks without writing anything. */
    static boolean isHeld(Path directory) {
        Path file = directory.resolve(LOCK);
        if (here(directory) != null) {
            return true;
        }
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Who wrote the lock file last; not whether that process still holds it. */
    public static Optional<Holder> holder(Path directory) {
        Holder here = here(directory);
        if (here != null) {
            return Optional.of(here);
        }
        try {
            return Holder.parse(Files.readString(directory.resolve(LOCK)));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static @Nullable Holder here(Path directory) {
        try {
            return HERE.get(directory.toRealPath());
        } catch (IOException missing) {
            return null;
        }
    }

    /** Writes into the lock file under which address this process answers. */
    public void announce(String url) {
        Holder holder = new Holder(ProcessHandle.current().pid(), since, url);
        HERE.put(root, holder);
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(holder.text().getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot write " + root.resolve(LOCK), failure);
        }
    }

    public Path root() {
        return root;
    }

    /** The directory itself, after others may pass through it to what they own; what it holds stays closed to them. */
    Path passable() {
        try {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
            return root;
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot open " + root + " to the database's user", failure);
        }
    }

    /** The database's own directory. */
    public Path postgresql() {
        return root.resolve("postgresql");
    }

    /** The directory of secrets, mode 0700; each file in it 0600. */
    public Path secrets() {
        return createPrivate(root.resolve("secrets"));
    }

    public Path log() {
        return createPrivate(root.resolve("log"));
    }

    /** Gives the directory free. Idempotent. */
    @Override
    public void close() {
        try {
            if (lock.isValid()) {
                channel.truncate(0);
                lock.release();
                channel.close();
                HERE.remove(root);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot release " + root.resolve(LOCK), failure);
        }
    }

    private static Path createPrivate(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Path parent = directory.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return directory;
        } catch (FileAlreadyExistsException raced) {
            return directory;
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot create " + directory, failure);
        }
    }

    /**
     * What the lock file says about its writer.
     *
     * @param url where it answers; empty until it does
     */
    public record Holder(long pid, Instant since, String url) {

        String text() {
            return "pid=" + pid + "\nsince=" + since + "\nurl=" + url + "\n";
        }

        static Optional<Holder> parse(String text) {
            try {
                String[] lines = text.split("\n", -1);
                return Optional.of(
                        new Holder(Long.parseLong(value(lines[0])), Instant.parse(value(lines[1])), value(lines[2])));
            } catch (RuntimeException unreadable) {
                return Optional.empty();
            }
        }

        private static String value(String line) {
            return line.substring(line.indexOf('=') + 1);
        }

        @Override
        public String toString() {
            return "process " + pid + " since " + since + (url.isEmpty() ? "" : " at " + url);
        }
    }
}
