package org.tongmai.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/** Reads the whole of one compartment, page by page, as of the moment of the first page. */
final class Records {

    /** One page, by key; the partition of the compartment only. */
    static final String PAGE = Rows.SELECT + """
            v.compartment = ?
               and (v.type, v.local) > (?, ?)
               and v.method <> 2
               and pg_visible_in_snapshot(v.tx, ?::pg_snapshot)
               and (v.superseded is null or not pg_visible_in_snapshot(v.superseded, ?::pg_snapshot))
             order by v.type, v.local
             limit ?
            """;

    private static final String MOMENT = "select pg_current_snapshot()::text";

    private final DataSource database;
    private final Rows rows;

    Records(DataSource database, Rows rows) {
        this.database = database;
        this.rows = rows;
    }

    private record Position(String moment, int type, int local) {
        String token() {
            String text = moment + " " + type + " " + local;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
        }

        Position after(Fact fact) {
            return new Position(
                    moment, ResourceTypes.code(fact.type()), fact.key().local());
        }

        static Position of(String token) {
            try {
                String[] parts = new String(
                                Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.US_ASCII)),
                                StandardCharsets.US_ASCII)
                        .split(" ", -1);
                return new Position(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            } catch (RuntimeException e) {
                throw new Problem(
                        Problem.Kind.INVALID,
                        "store.page-unknown",
                        "The page token cannot be read.",
                        "It is made by the server and must come back unchanged.",
                        "Begin anew.");
            }
        }
    }

    /** A page of what the scope shows; how much it hides cannot be told from it. The total is not told: it is {@code -1}. */
    Page page(long compartment, @Nullable String token, int count, Scope scope) {
        try (Connection connection = database.getConnection()) {
            Position at = token == null ? new Position(moment(connection), 0, 0) : Position.of(token);
            var visible = new ArrayList<Fact>();
            boolean end = false;
            while (visible.size() <= count && !end) {
                List<Fact> read = read(connection, compartment, at, count + 1);
                end = read.size() <= count;
                visible.addAll(Store.visible(connection, read, scope));
                at = end ? at : at.after(read.getLast());
            }
            boolean more = visible.size() > count;
            List<Fact> page = more ? visible.subList(0, count) : visible;
            return new Page(page, List.of(), -1, more ? at.after(page.getLast()).token() : null);
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    private static String moment(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOMENT);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private List<Fact> read(Connection connection, long compartment, Position from, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
            statement.setLong(1, compartment);
            statement.setInt(2, from.type);
            statement.setInt(3, from.local);
            statement.setString(4, from.moment);
            statement.setString(5, from.moment);
            statement.setInt(6, limit);
            return rows.all(statement);
        }
    }
}
