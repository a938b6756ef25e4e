package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the whole of one compartment, page by page, as of the moment of the first page. */
final class Records {

    /** One page, by key; the partition of the compartment only. */
    static final String PAGE = Rows.SELECT + """
            v.compartment = ?
               and (v.type, v.local) > (?, ?)
               and v.method <> 2
               and pg_visible_in_snapshot(v.tx, ?::pg_snapshot)
               and (v.superseded is null or not pg_visible_in_snapshot(v.superseded, ?::pg_snapshot))
               %s
             order by v.type, v.local
             limit ?
            """;

    private static final String MOMENT = "select pg_current_snapshot()::text";

    private final DataSource database;
    private final Rows rows;
    private final Referred referred;
    private final Seal seal;

    Records(DataSource database, Rows rows, Aliases aliases, Seal seal) {
        this.database = database;
        this.rows = rows;
        this.referred = new Referred(rows, aliases);
        this.seal = seal;
    }

    private record Position(String moment, Instant first, long compartment, int type, int local) {
        String token(Seal seal) {
            return seal.close(Seal.Kind.RECORD, moment + " " + compartment + " " + type + " " + local, first);
        }

        Position after(Fact fact) {
            return new Position(
                    moment,
                    first,
                    compartment,
                    ResourceTypes.code(fact.type()),
                    fact.key().local());
        }

        static Position of(Seal seal, String token, long compartment) {
            Seal.Opened opened = seal.open(Seal.Kind.RECORD, token);
            String[] parts = opened.content().split(" ", -1);
            try {
                if (Long.parseLong(parts[1]) != compartment) {
                    throw Seal.unknown();
                }
                return new Position(
                        parts[0], opened.first(), compartment, Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException ofAnotherVersion) {
                throw Seal.unknown();
            }
        }
    }

    /**
     * A page of what the scope shows; how much it hides cannot be told from it. The total is not told: it is {@code -1}.
     *
     * @param encounter where the query names one
     */
    Page page(RecordQuery query, @Nullable ResourceKey encounter, @Nullable String token, Scope scope) {
        try (Connection connection = database.getConnection()) {
            Position at = token == null
                    ? new Position(moment(connection), seal.now(), query.compartment(), 0, 0)
                    : Position.of(seal, token, query.compartment());
            int count = query.count();
            var filter = new Filter(query, encounter);
            var visible = new ArrayList<Fact>();
            var referring = new ArrayList<Fact>();
            boolean end = false;
            while (visible.size() <= count && !end) {
                List<Fact> read = read(connection, query.compartment(), filter, at, count + 1);
                end = read.size() <= count;
                List<Fact> seen = filter.ofTime(Store.visible(connection, read, scope));
                referring.addAll(seen);
                visible.addAll(filter.ofType(seen));
                at = end ? at : at.after(read.getLast());
            }
            boolean more = visible.size() > count;
            List<Fact> page = more ? visible.subList(0, count) : visible;
            // not what was read ahead: how far that is would tell how much is hidden
            List<Fact> of = more ? upTo(page.getLast(), referring) : referring;
            List<Fact> brought = query.directory()
                    ? Store.visible(connection, referred.of(connection, of, query.types(), at.moment), scope)
                    : List.of();
            return new Page(page, brought, -1, more ? at.after(page.getLast()).token(seal) : null);
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    private static List<Fact> upTo(Fact last, List<Fact> facts) {
        int type = ResourceTypes.code(last.type());
        return facts.stream()
                .filter(fact -> ResourceTypes.code(fact.type()) < type
                        || fact.type().equals(last.type())
                                && fact.key().local() <= last.key().local())
                .toList();
    }

    /** The conditions beyond the compartment. */
    private record Filter(RecordQuery query, @Nullable ResourceKey encounter) {

        /** Where a type is wanted that the record refers to, all of it is read for its references. */
        boolean byType() {
            return !query.types().isEmpty()
                    && !(query.directory() && query.types().stream().anyMatch(Referred.TYPES::contains));
        }

        String sql() {
            return (!byType() ? "" : " and v.type = any(?::smallint[])")
                    + (query.since() == null ? "" : " and v.at >= ?")
                    + (encounter == null
                            ? ""
                            : " and (v.keys && ?::bigint[] or v.type = ? or v.type = ? and v.local = ?)");
        }

        int bind(Connection connection, PreparedStatement statement, int from) throws SQLException {
            int at = from;
            if (byType()) {
                Short[] codes = query.types().stream().map(ResourceTypes::code).toArray(Short[]::new);
                statement.setArray(at++, connection.createArrayOf("smallint", codes));
            }
            if (query.since() != null) {
                statement.setObject(at++, query.since().atOffset(ZoneOffset.UTC));
            }
            if (encounter != null) {
                Long[] keys = Compartments.keys("Encounter", String.valueOf(query.encounter()))
                        .toArray(Long[]::new);
                statement.setArray(at++, connection.createArrayOf("bigint", keys));
                statement.setInt(at++, ResourceTypes.code("Patient"));
                statement.setInt(at++, ResourceTypes.code("Encounter"));
                statement.setInt(at++, encounter.local());
            }
            return at;
        }

        /** The patient belongs to every time. */
        List<Fact> ofTime(List<Fact> facts) {
            CareTime care = query.care();
            if (care == null) {
                return facts;
            }
            return facts.stream()
                    .filter(fact -> fact.type().equals("Patient") || care.covers(fact))
                    .toList();
        }

        List<Fact> ofType(List<Fact> facts) {
            return query.types().isEmpty() || byType()
                    ? facts
                    : facts.stream()
                            .filter(fact -> query.types().contains(fact.type()))
                            .toList();
        }
    }

    private static String moment(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOMENT);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private List<Fact> read(Connection connection, long compartment, Filter filter, Position from, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PAGE.formatted(filter.sql()))) {
            statement.setLong(1, compartment);
            statement.setInt(2, from.type);
            statement.setInt(3, from.local);
            statement.setString(4, from.moment);
            statement.setString(5, from.moment);
            statement.setInt(filter.bind(connection, statement, 6), limit);
            return rows.all(statement);
        }
    }
}
