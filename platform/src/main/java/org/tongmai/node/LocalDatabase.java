package org.tongmai.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.node.DataDirectory.Holder;
import org.tongmai.node.EmbeddedPostgres.Durability;

/**
 * The embedded database of a data directory, as a maintenance command meets it: through the node that runs it or, where
 * none does, started for the time of the command.
 */
public final class LocalDatabase implements AutoCloseable {

    private final Path root;
    private final DataSource source;
    private final @Nullable DataDirectory held;
    private final @Nullable EmbeddedPostgres started;

    private LocalDatabase(
            Path root, DataSource source, @Nullable DataDirectory held, @Nullable EmbeddedPostgres started) {
        this.root = root;
        this.source = source;
        this.held = held;
        this.started = started;
    }

    /**
     * @throws Problem {@code node.no-embedded-database} where the directory holds none, {@code
     *     node.data-directory-held} where another process holds it and its database cannot be reached
     */
    public static LocalDatabase open(Path directory) {
        if (!Files.isRegularFile(directory.resolve("postgresql/PG_VERSION"))) {
            throw new Problem(
                    Kind.NOT_FOUND,
                    "node.no-embedded-database",
                    directory.toAbsolutePath().normalize() + " holds no embedded database.",
                    "A node makes one at its first start, unless it is run with --database.",
                    "Name the node's data directory with --data; a database of your own is looked after with its own "
                            + "tools.");
        }
        try {
            return offline(DataDirectory.hold(directory, Clock.systemUTC()));
        } catch (Problem problem) {
            if (!problem.code().equals("node.data-directory-held")) {
                throw problem;
            }
            return online(directory).orElseThrow(() -> problem);
        }
    }

    /**
     * The database of a node that runs on one of its own.
     *
     * @param url as {@link NodeDatabase#external}; null for the embedded one of the directory
     */
    public static LocalDatabase open(Path directory, @Nullable String url) {
        if (url == null) {
            return open(directory);
        }
        NodeDatabase named = NodeDatabase.external(url);
        DataSource source = EmbeddedPostgres.source(named.getJdbcUrl(), named.getUsername(), named.getPassword());
        return new LocalDatabase(directory, source, null, null);
    }

    private static LocalDatabase offline(DataDirectory directory) {
        try {
            EmbeddedPostgres started = EmbeddedPostgres.start(directory, Durability.FULL);
            return new LocalDatabase(directory.root(), started.dataSource(EmbeddedPostgres.NAME), directory, started);
        } catch (RuntimeException failure) {
            directory.close();
            throw failure;
        }
    }

    private static Optional<LocalDatabase> online(Path directory) {
        return new PostgresProcess(directory.toAbsolutePath().normalize().resolve("postgresql"))
                .port()
                .map(port -> new LocalDatabase(
                        directory,
                        EmbeddedPostgres.source(
                                port,
                                EmbeddedPostgres.NAME,
                                Secret.of(directory.resolve("secrets"), EmbeddedPostgres.PASSWORD)),
                        null,
                        null));
    }

    /** Who runs the database; empty where this object started it. */
    public Optional<Holder> runBy() {
        return started == null ? DataDirectory.holder(root) : Optional.empty();
    }

    public DataSource dataSource() {
        return source;
    }

    Path root() {
        return root;
    }

    /** Stops the database, if this object started it. */
    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
        if (held != null) {
            held.close();
        }
    }
}
