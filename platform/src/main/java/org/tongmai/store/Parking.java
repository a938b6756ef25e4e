package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Outage;

/** Changes that a reader of the feed failed on again and again: it goes on without them, and they are kept to be tried again. */
final class Parking {

    private static final Logger LOG = LoggerFactory.getLogger(Parking.class);

    private static final String PARK = """
            insert into store.parked (reader, compartment, type, local, version, at, cause)
            values (?, ?, ?, ?, ?, now(), ?)
            on conflict (reader, compartment, type, local, version) do nothing
            """;

    /** A version that was followed by another needs no second try: the reader had the newer one. */
    private static final String DROP_SUPERSEDED = """
            delete from store.parked p
             using store.version v
             where p.reader = ?
               and v.compartment = p.compartment
               and v.type = p.type
               and v.local = p.local
               and v.version = p.version
               and v.superseded is not null
            """;

    private static final String PARKED = Rows.SELECT + """
            (v.compartment, v.type, v.local, v.version)
                in (select compartment, type, local, version from store.parked where reader = ?)
               and v.superseded is null
             order by v.tx, v.compartment
            """;

    private static final String UNPARK = """
            delete from store.parked
             where reader = ?
               and compartment = ?
               and type = ?
               and local = ?
               and version = ?
            """;

    private static final String COUNT = """
            select reader, count(*)
              from store.parked
             group by reader
             order by reader
            """;

    private final DataSource database;
    private final Rows rows;

    Parking(DataSource database, Rows rows) {
        this.database = database;
        this.rows = rows;
    }

    /** Hands over one change at a time and parks those that fail, so that one bad change does not stop all that follow. */
    Consumer<List<Fact>> singly(String reader, Consumer<List<Fact>> handler) {
        return facts -> {
            for (Fact fact : facts) {
                try {
                    handler.accept(List.of(fact));
                } catch (RuntimeException e) {
                    if (Outage.of(e).isPresent()) {
                        throw e;
                    }
                    LOG.error("Reader {} goes on without {}, which is parked: {}", reader, fact, Faults.outline(e));
                    park(reader, fact, Faults.outline(e));
                }
            }
        };
    }

    /** Hands over what was parked and is still current; in the transaction that holds the claim of the reader. */
    void retry(Connection connection, String reader, Consumer<List<Fact>> handler) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DROP_SUPERSEDED)) {
            statement.setString(1, reader);
            statement.executeUpdate();
        }
        List<Fact> parked;
        try (PreparedStatement statement = connection.prepareStatement(PARKED)) {
            statement.setString(1, reader);
            parked = rows.all(statement);
        }
        for (Fact fact : parked) {
            try {
                handler.accept(List.of(fact));
                change(connection, UNPARK, reader, fact, null);
            } catch (RuntimeException e) {
                LOG.warn("Reader {} still fails on {}: {}", reader, fact, Faults.outline(e));
            }
        }
    }

    private void park(String reader, Fact fact, String cause) {
        try (Connection connection = database.getConnection()) {
            change(connection, PARK, reader, fact, cause);
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    private static void change(Connection connection, String sql, String reader, Fact fact, @Nullable String cause)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, reader);
            statement.setLong(2, fact.key().compartment());
            statement.setInt(3, ResourceTypes.code(fact.type()));
            statement.setInt(4, fact.key().local());
            statement.setInt(5, fact.version());
            if (cause != null) {
                statement.setString(6, cause);
            }
            statement.executeUpdate();
        }
    }

    /** How many changes each reader went on without; readers without any are left out. */
    Map<String, Integer> count() {
        var out = new LinkedHashMap<String, Integer>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(COUNT);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                out.put(row.getString(1), row.getInt(2));
            }
        } catch (SQLException e) {
            throw Search.failed(e);
        }
        return out;
    }
}
