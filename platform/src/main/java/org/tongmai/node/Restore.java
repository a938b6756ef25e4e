package org.tongmai.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.node.EmbeddedPostgres.Durability;

/** Makes a data directory from a backup, after every file was found whole, and starts it once to prove that it runs. */
public final class Restore {

    /**
     * What a restore came to.
     *
     * @param created when the backup was made
     * @param migration the newest migration in the restored database; empty where it has none
     */
    public record Result(Instant created, int files, long bytes, String migration) {}

    private static final String MIGRATIONS = "select to_regclass('public.flyway_schema_history') is not null";

    private static final String NEWEST = """
            select version
              from public.flyway_schema_history
             where success
               and version is not null
             order by installed_rank desc
             limit 1
            """;

    private final Map<String, Manifest.Sum> found = new HashMap<>();
    private @Nullable Manifest manifest;

    private Restore() {}

    /**
     * Reads a backup and compares every file with the manifest; writes nothing.
     *
     * @throws Problem {@code node.backup-broken}
     */
    public static Result check(Path backup) throws IOException {
        Restore restore = new Restore();
        BackupSource.read(backup, (path, content) -> restore.take(path, content, null));
        Manifest manifest = restore.verified();
        return new Result(manifest.created(), manifest.files().size(), manifest.bytes(), "");
    }

    /**
     * @param backup a folder or a file made by {@link Backup}
     * @param directory missing or empty
     * @throws Problem {@code node.restore-target-not-empty}, {@code node.backup-broken}, {@code
     *     node.backup-of-other-version}, {@code node.postgresql-does-not-start}
     */
    public static Result into(Path backup, Path directory, Clock clock) throws IOException, SQLException {
        requireEmpty(directory);
        try (DataDirectory held = DataDirectory.hold(directory, clock)) {
            Path partial = held.root().resolve("restoring");
            try {
                Restore restore = new Restore();
                BackupSource.read(backup, (path, content) -> restore.take(path, content, partial));
                Manifest manifest = restore.verified();
                requireVersion(manifest);
                for (String folder : manifest.folders()) {
                    Files.createDirectories(inside(partial, folder));
                }
                makePrivate(partial);
                Files.move(partial.resolve("secrets"), held.root().resolve("secrets"), StandardCopyOption.ATOMIC_MOVE);
                Files.move(partial.resolve("postgresql"), held.postgresql(), StandardCopyOption.ATOMIC_MOVE);
                return new Result(manifest.created(), manifest.files().size(), manifest.bytes(), prove(held));
            } finally {
                PostgresBinaries.delete(partial);
            }
        }
    }

    /** Starts the database, which replays the log up to the end of the backup, and stops it again. */
    private static String prove(DataDirectory directory) throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, Durability.FULL);
                Connection connection =
                        postgres.dataSource(EmbeddedPostgres.NAME).getConnection()) {
            return value(connection, MIGRATIONS).equals("t") ? value(connection, NEWEST) : "";
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    private void take(String path, InputStream content, @Nullable Path target) throws IOException {
        if (path.equals(Manifest.NAME)) {
            manifest = Manifest.parse(new String(content.readAllBytes(), StandardCharsets.UTF_8));
            return;
        }
        MessageDigest digest = Backup.sha256();
        InputStream counted = new DigestInputStream(content, digest);
        long size;
        if (target == null) {
            size = counted.transferTo(java.io.OutputStream.nullOutputStream());
        } else {
            Path file = inside(target, path);
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            size = Files.copy(counted, file);
        }
        found.put(path, new Manifest.Sum(size, HexFormat.of().formatHex(digest.digest())));
    }

    private Manifest verified() {
        Manifest said = manifest;
        if (said == null) {
            throw Manifest.broken("it has no manifest");
        }
        said.files().forEach((path, sum) -> {
            Manifest.Sum actual = found.get(path);
            if (actual == null) {
                throw Manifest.broken(path + " is missing");
            }
            if (!actual.equals(sum)) {
                throw Manifest.broken(path + " has changed");
            }
        });
        found.keySet().stream()
                .filter(path -> !said.files().containsKey(path))
                .findFirst()
                .ifPresent(path -> {
                    throw Manifest.broken(path + " does not belong to it");
                });
        return said;
    }

    private static Path inside(Path root, String path) throws IOException {
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root)) {
            throw new IOException("The backup names a file outside of itself: " + path);
        }
        return file;
    }

    private static void makePrivate(Path tree) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(tree)) {
            paths = walk.toList();
        }
        for (Path path : paths) {
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    private static void requireEmpty(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> content = Files.list(directory)) {
            if (content.anyMatch(each -> !abandoned(each))) {
                throw new Problem(
                        Kind.CONFLICT,
                        "node.restore-target-not-empty",
                        directory.toAbsolutePath().normalize() + " is not empty.",
                        "A restore never overwrites a node.",
                        "Name a new directory with --data, or move the old one away.");
            }
        }
    }

    /** A lock that nobody holds, of a restore that failed before. */
    private static boolean abandoned(Path file) {
        return file.getFileName().toString().equals(DataDirectory.LOCK)
                && file.toFile().length() == 0;
    }

    private static void requireVersion(Manifest manifest) {
        if (manifest.postgresql() != EmbeddedPostgres.MAJOR_VERSION) {
            throw new Problem(
                    Kind.CONFLICT,
                    "node.backup-of-other-version",
                    "The backup holds a database of PostgreSQL " + manifest.postgresql() + ".",
                    "This build runs PostgreSQL " + EmbeddedPostgres.MAJOR_VERSION
                            + ", and files of the one cannot be read by the other.",
                    "Restore with the build that made the backup.");
        }
    }
}
