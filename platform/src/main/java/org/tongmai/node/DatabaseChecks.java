package org.tongmai.node;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/** Whether a database can carry a node. */
final class DatabaseChecks {

    private static final List<String> EXTENSIONS = List.of("btree_gin", "pg_trgm", "pgcrypto");
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

    private static final String ORDER = """
            select d.datlocprovider::text || ' ' || coalesce(d.datlocale, d.datcollate)
              from pg_database d
             where d.datname = current_database()
            """;

    private static final String AVAILABLE = "select name from pg_available_extensions";

    private final DataSource source;

    DatabaseChecks(DataSource source) {
        this.source = source;
    }

    List<Check> all() throws SQLException {
        List<Check> checks = new ArrayList<>();
        try (Connection connection = source.getConnection()) {
            checks.add(version(connection));
            checks.add(text(connection));
            checks.add(durability(connection));
            checks.add(extensions(connection));
        }
        checks.add(migrations());
        return checks;
    }

    private static Check version(Connection connection) throws SQLException {
        String version = value(connection, "show server_version");
        return connection.getMetaData().getDatabaseMajorVersion() >= EmbeddedPostgres.MAJOR_VERSION
                ? Check.ok("database-version", "PostgreSQL " + version)
                : Check.failed("database-version", "PostgreSQL " + version, "Use PostgreSQL 18 or newer.");
    }

    /** Text in UTF-8, ordered by code point: an order that a system update cannot change under the indexes. */
    private static Check text(Connection connection) throws SQLException {
        String encoding = value(connection, "show server_encoding");
        String order = value(connection, ORDER);
        if (!encoding.equals("UTF8")) {
            return Check.failed("database-text", encoding, "Make the database anew with encoding UTF8.");
        }
        return order.startsWith("b ") || order.equals("c C") || order.equals("c POSIX") || order.startsWith("i ")
                ? Check.ok("database-text", "UTF8, locale " + order.substring(2))
                : Check.warning(
                        "database-text",
                        "UTF8, but ordered by the system's locale " + order.substring(2),
                        "Make the database with locale_provider builtin and locale C.UTF-8: an update of the system's "
                                + "libraries may otherwise damage indexes.");
    }

    private static Check durability(Connection connection) throws SQLException {
        List<String> off = new ArrayList<>();
        for (String setting : DURABLE) {
            String value = value(connection, "show " + setting);
            if (!value.equals("on") && !value.startsWith("remote")) {
                off.add(setting + " = " + value);
            }
        }
        return off.isEmpty()
                ? Check.ok("database-durability", "what is acknowledged is on disk")
                : Check.failed(
                        "database-durability",
                        String.join(", ", off),
                        "Set them on (alter system set ... = on): a crash loses acknowledged records otherwise.");
    }

    private static Check extensions(Connection connection) throws SQLException {
        TreeSet<String> missing = new TreeSet<>(EXTENSIONS);
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(AVAILABLE)) {
            while (rows.next()) {
                missing.remove(rows.getString(1));
            }
        }
        return missing.isEmpty()
                ? Check.ok("database-extensions", String.join(", ", EXTENSIONS))
                : Check.failed(
                        "database-extensions",
                        "missing: " + String.join(", ", missing),
                        "Install PostgreSQL's contrib package.");
    }

    private Check migrations() {
        Flyway flyway = Flyway.configure()
                .outOfOrder(true)
                .dataSource(source)
                .ignoreMigrationPatterns("*:pending")
                .load();
        MigrationInfoService info = flyway.info();
        MigrationInfo current = info.current();
        String at = current == null ? "none" : String.valueOf(current.getVersion());
        List<String> newer = MigrationCheck.newer(flyway);
        if (!newer.isEmpty()) {
            return Check.failed(
                    "migrations",
                    "written by a newer Tongmai, at " + String.join(", ", newer),
                    "Run the newer build, or restore a backup that this one made.");
        }
        if (!flyway.validateWithResult().validationSuccessful) {
            return Check.failed(
                    "migrations",
                    "at " + at + ", with a failed or changed one",
                    "Restore the last backup, or report this.");
        }
        int pending = info.pending().length;
        return pending == 0
                ? Check.ok("migrations", "at " + at)
                : Check.warning("migrations", "at " + at + ", " + pending + " to come", "The next start runs them.");
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }
}
