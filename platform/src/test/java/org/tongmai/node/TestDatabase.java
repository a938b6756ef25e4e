package org.tongmai.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.tongmai.node.EmbeddedPostgres.Durability;

/**
 * A new migrated database for a test class, on one PostgreSQL shared by the whole run. The first call starts the server
 * and migrates a template; each further one copies that, in some tens of milliseconds.
 *
 * @param url JDBC address without user and password
 */
public record TestDatabase(DataSource dataSource, String url, String user, String password) {

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Benches that write wait for the disk as a node does; {@code -Dtongmai.test.durable=true}. */
    private static final Durability DURABILITY =
            Boolean.getBoolean("tongmai.test.durable") ? Durability.FULL : Durability.NONE;

    /** A database that holds what the migrations make and nothing else. */
    public static TestDatabase fresh() {
        return create("template_migrated");
    }

    /** A database of its own that holds what this one does; nobody may be connected to this one meanwhile. */
    public TestDatabase copy() {
        return create(url.substring(url.lastIndexOf('/') + 1).replaceAll("\\?.*", ""));
    }

    /** Removes the database; nobody may be connected. */
    public void drop() {
        String name = url.substring(url.lastIndexOf('/') + 1).replaceAll("\\?.*", "");
        execute(Shared.SERVER.dataSource("postgres"), "drop database " + name);
    }

    /** A database without any migration. */
    public static TestDatabase empty() {
        return create("template0");
    }

    /** The shared server. */
    public static EmbeddedPostgres server() {
        return Shared.SERVER;
    }

    /** Milliseconds of processor time that this process and the shared server have taken. */
    public static double cpuMillis() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double postgresql = ProcessHandle.of(server().pid()).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .mapToDouble(process -> process.info()
                        .totalCpuDuration()
                        .map(time -> time.toNanos() / 1e6)
                        .orElse(0.0))
                .sum();
        return system.getProcessCpuTime() / 1e6 + postgresql;
    }

    private static TestDatabase create(String template) {
        EmbeddedPostgres server = Shared.SERVER;
        String name = "test_" + COUNT.incrementAndGet();
        execute(server.dataSource("postgres"), "create database " + name + " template " + template);
        return new TestDatabase(server.dataSource(name), server.url(name), server.user(), server.password());
    }

    private static void execute(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private static final class Shared {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            Path directory = Path.of(
                    "target",
                    "test-databases",
                    Long.toString(ProcessHandle.current().pid()));
            EmbeddedPostgres server =
                    EmbeddedPostgres.start(DataDirectory.hold(directory, Clock.systemUTC()), DURABILITY);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(server, directory)));
            execute(server.dataSource("postgres"), "create database template_migrated");
            MigrationCheck.migrate(Flyway.configure()
                    .dataSource(server.dataSource("template_migrated"))
                    .callbacks(new MigrationCheck())
                    .load());
            return server;
        }

        private static void remove(EmbeddedPostgres server, Path directory) {
            server.close();
            try {
                PostgresBinaries.delete(directory);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
