package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** By which account a version was written, of resources that go on to act for whoever wrote them. */
final class Authors {

    /** A Subscription has others told for as long as its author may be. */
    private static final Set<String> TYPES = Set.of("Subscription");

    private static final String INSERT = """
            insert into store.author (compartment, type, local, version, account)
            select *
              from unnest(?::bigint[], ?::smallint[], ?::integer[], ?::integer[], ?::text[])
            """;

    private static final String FIND = """
            select account
              from store.author
             where compartment = ?
               and type = ?
               and local = ?
               and version = ?
            """;

    private Authors() {}

    /** In the transaction that writes the units. */
    static void write(Connection connection, List<Unit> units) throws SQLException {
        var rows = new ArrayList<Unit.Row>();
        var accounts = new ArrayList<String>();
        for (Unit unit : units) {
            for (Unit.Row row : unit.rows()) {
                if (TYPES.contains(ResourceTypes.name(row.type()))) {
                    rows.add(row);
                    accounts.add(unit.account());
                }
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            RowWriter.keys(connection, statement, 1, rows);
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "integer", rows.stream().map(Unit.Row::version).toArray(Integer[]::new)));
            statement.setArray(5, connection.createArrayOf("text", accounts.toArray()));
            statement.executeUpdate();
        }
    }

    static Optional<String> find(Connection connection, Fact fact) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, fact.key().compartment());
            statement.setInt(2, ResourceTypes.code(fact.type()));
            statement.setInt(3, fact.key().local());
            statement.setInt(4, fact.version());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }
}
