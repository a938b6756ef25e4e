package org.tongmai.node;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * A physical backup of a node, made while it runs or while it rests: the files of its database, the part of the
 * write-ahead log that makes them consistent, and the node's secrets, each with its checksum.
 *
 * @see <a href="https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP">PostgreSQL:
 *     making a base backup using the low level API</a>
 */
public final class Backup {

    /** What a backup came to. */
    public record Result(Path target, int files, long bytes, boolean online) {}

    /** Keeps the log until the backup has it. A temporary slot goes with its session. */
    private static final String KEEP_LOG =
            "select pg_create_physical_replication_slot('tongmai_backup_' || pg_backend_pid(), true, true)";

    private static final String START = "select pg_walfile_name(pg_backup_start('tongmai', fast => true))";

    private static final String STOP = """
            select labelfile, pg_walfile_name(lsn)
              from pg_backup_stop(wait_for_archive => false)
            """;

    /** Made anew by each start; see the section named above, "Backing up the data directory". */
    private static final Set<String> CONTENT_LEFT_OUT = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private static final Set<String> LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init", "backup_label", "tablespace_map");

    private final Path root;
    private final BackupTarget target;
    private final Map<String, Manifest.Sum> files = new LinkedHashMap<>();
    private final List<String> folders = new ArrayList<>();

    private Backup(Path root, BackupTarget target) {
        this.root = root;
        this.target = target;
    }

    /**
     * @param directory the data directory of the node
     * @param target a folder that is missing or empty, or a file whose name ends with {@code .tar.zst}
     * @throws Problem {@code node.backup-target-taken}, {@code node.no-embedded-database}
     */
    public static Result make(Path directory, Path target, Clock clock) throws IOException, SQLException {
        Path whole = target.toAbsolutePath().normalize();
        requireFree(whole);
        Path parent = whole.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (LocalDatabase database = LocalDatabase.open(directory);
                Connection connection = database.dataSource().getConnection();
                BackupTarget open = BackupTarget.of(whole)) {
            Backup backup = new Backup(database.root(), open);
            backup.database(connection);
            backup.secrets();
            backup.finish(clock, connection.getMetaData().getDatabaseMajorVersion());
            return new Result(
                    whole,
                    backup.files.size(),
                    backup.files.values().stream().mapToLong(Manifest.Sum::size).sum(),
                    database.runBy().isPresent());
        }
    }

    private void database(Connection connection) throws IOException, SQLException {
        one(connection, KEEP_LOG);
        String first = one(connection, START).getFirst();
        Path data = root.resolve("postgresql");
        folder("postgresql");
        tree(data, "postgresql");
        // Last, as pg_basebackup does it: it names the checkpoint that all files before it belong to.
        copy(data.resolve("global/pg_control"), "postgresql/global/pg_control");
        List<String> stop = one(connection, STOP);
        bytes("postgresql/backup_label", stop.get(0).getBytes(StandardCharsets.UTF_8));
        log(data.resolve("pg_wal"), first, stop.get(1));
    }

    private void tree(Path folder, String name) throws IOException {
        for (Path path : list(folder)) {
            String file = path.getFileName().toString();
            String inside = name + "/" + file;
            if (Files.isSymbolicLink(path)) {
                throw new IOException(path + " is a link; tablespaces are not backed up");
            }
            if (Files.isDirectory(path)) {
                if (!file.startsWith("pgsql_tmp")) {
                    folder(inside);
                    if (!CONTENT_LEFT_OUT.contains(file)) {
                        tree(path, inside);
                    }
                }
            } else if (!LEFT_OUT.contains(file) && !file.startsWith("pgsql_tmp") && !file.equals("pg_control")) {
                copy(path, inside);
            }
        }
    }

    /** The segments of the log from the start to the end of the backup; the last one was closed when it ended. */
    private void log(Path log, String first, String last) throws IOException {
        folder("postgresql/pg_wal/archive_status");
        folder("postgresql/pg_wal/summaries");
        for (Path segment : list(log)) {
            String name = segment.getFileName().toString();
            boolean needed = name.matches("[0-9A-F]{24}") && name.compareTo(first) >= 0 && name.compareTo(last) <= 0;
            if (needed || name.endsWith(".history")) {
                copy(segment, "postgresql/pg_wal/" + name);
            }
        }
    }

    private void secrets() throws IOException {
        folder("secrets");
        for (Path secret : list(root.resolve("secrets"))) {
            copy(secret, "secrets/" + secret.getFileName());
        }
    }

    private void finish(Clock clock, int postgresql) throws IOException {
        Manifest manifest = new Manifest(clock.instant().truncatedTo(ChronoUnit.SECONDS), postgresql, files, folders);
        byte[] text = manifest.text().getBytes(StandardCharsets.UTF_8);
        target.file(Manifest.NAME, text.length, new ByteArrayInputStream(text));
        target.publish();
    }

    private void folder(String path) throws IOException {
        folders.add(path);
        target.folder(path);
    }

    private void copy(Path source, String path) throws IOException {
        try (InputStream in = Files.newInputStream(source)) {
            long size = Files.size(source);
            MessageDigest digest = sha256();
            target.file(path, size, new DigestInputStream(new Exactly(in, size), digest));
            files.put(path, new Manifest.Sum(size, HexFormat.of().formatHex(digest.digest())));
        } catch (NoSuchFileException dropped) {
            // a table that was dropped meanwhile; the log says so too
        }
    }

    private void bytes(String path, byte[] content) throws IOException {
        target.file(path, content.length, new ByteArrayInputStream(content));
        files.put(path, new Manifest.Sum(content.length, HexFormat.of().formatHex(sha256().digest(content))));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        }
    }

    private static List<String> one(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.add(String.valueOf(row.getString(i)));
            }
            return values;
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void requireFree(Path target) throws IOException {
        boolean empty = Files.isDirectory(target) && list(target).isEmpty() && !isArchive(target);
        if (Files.exists(target) && !empty) {
            throw new Problem(
                    Kind.CONFLICT,
                    "node.backup-target-taken",
                    target + " exists already.",
                    "A backup never overwrites anything.",
                    "Name a new folder, or a new file that ends with " + BackupSource.ARCHIVE + ".");
        }
    }

    private static boolean isArchive(Path target) {
        return target.toString().endsWith(BackupSource.ARCHIVE);
    }

    /** A file as long as it was when its copy began: cut where it grew, filled with zeros where it shrank. */
    private static final class Exactly extends FilterInputStream {

        private long left;

        Exactly(InputStream in, long size) {
            super(in);
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int wanted = (int) Math.min(length, left);
            int read = in.read(buffer, offset, wanted);
            if (read < 0) {
                Arrays.fill(buffer, offset, offset + wanted, (byte) 0);
                read = wanted;
            }
            left -= read;
            return read;
        }
    }
}
