package org.tongmai.access;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code access.look}. */
final class LookStore {

    /** Looks that one number of the sequence stands for. */
    static final int BATCH = 512;

    /**
     * All looks of a batch in one statement, which is one commit. The first array places the looks in the batch; the person is
     * the one to whom the source patient belongs at the time.
     */
    static final String INSERT = """
            with batch as materialized (select nextval('access.look_id') * %d as id)
            insert into access.look
                   (id, compartment, at, person, account, name, role, institution, purpose, basis, interaction, counts,
                    shown, automatic)
            select batch.id + l.place, l.compartment, l.at,
                   (select member.person from person.member where member.compartment = l.compartment),
                   l.account, l.name, l.role, l.institution, l.purpose, l.basis, l.interaction, l.counts, l.shown,
                   l.automatic
              from batch,
                   unnest(?::int[], ?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::text[],
                          ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::boolean[])
                   as l (place, compartment, at, account, name, role, institution, purpose, basis, interaction,
                         counts, shown, automatic)
            """.formatted(BATCH);

    /** The newest looks of others at some source patients; a look at several of them comes in several rows. */
    static final String AT = """
            select *
              from access.look
             where compartment = any (?)
               and id in (select distinct id
                            from access.look
                           where compartment = any (?)
                             and id < ?
                             and account <> ?
                           order by id desc
                           limit ?)
             order by id desc, compartment
            """;

    static final String ONE = "select * from access.look where compartment = ? and id = ?";

    static final String WANTED = """
              from access.look
             where compartment = any (?)
               and at >= ?
               and at < ?
               and (?::text is null or account = ?)
            """;

    static final String COUNT = "select count(*) as total, coalesce(max(id), 0) as newest " + WANTED + " and id <= ?";

    static final String EVENTS = "select * " + WANTED + """
               and (id, compartment) < (?, ?)
             order by id desc, compartment desc
             limit ?
            """;

    static final String COUNT_ALL = everybody(COUNT);

    static final String EVENTS_ALL = everybody(EVENTS);

    private static String everybody(String sql) {
        return sql.replaceFirst("compartment = any \\(\\?\\)\\s+and ", "");
    }

    private final DataSource database;
    private final JdbcClient jdbc;

    LookStore(DataSource database, JdbcClient jdbc) {
        this.database = database;
        this.jdbc = jdbc;
    }

    /**
     * Writes the looks in one commit; returns when it is durable. Ids and persons in them are overlooked and found anew.
     *
     * @param looks at most {@value #BATCH}
     */
    void insert(List<List<Look>> looks) throws SQLException {
        List<Look> rows = looks.stream().flatMap(List::stream).toList();
        Integer[] places = new Integer[rows.size()];
        int row = 0;
        for (int n = 0; n < looks.size(); n++) {
            for (int i = 0; i < looks.get(n).size(); i++) {
                places[row++] = n;
            }
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setArray(1, connection.createArrayOf("int4", places));
            array(statement, 2, "bigint", rows, Look::compartment);
            array(statement, 3, "timestamptz", rows, look -> Timestamp.from(look.at()));
            array(statement, 4, "text", rows, Look::account);
            array(statement, 5, "text", rows, Look::name);
            array(statement, 6, "text", rows, Look::role);
            array(statement, 7, "text", rows, Look::institution);
            array(statement, 8, "text", rows, Look::purpose);
            array(statement, 9, "text", rows, Look::basis);
            array(statement, 10, "text", rows, Look::interaction);
            array(statement, 11, "text", rows, look -> counts(look.counts()));
            array(statement, 12, "bool", rows, Look::shown);
            array(statement, 13, "bool", rows, Look::automatic);
            statement.executeUpdate();
        }
    }

    List<Look> at(Collection<Long> compartments, long before, String exceptAccount, int limit) {
        Long[] keys = compartments.toArray(Long[]::new);
        return jdbc.sql(AT)
                .param(keys)
                .param(keys)
                .param(before)
                .param(exceptAccount)
                .param(limit)
                .query(LookStore::row)
                .list();
    }

    List<Look> one(long compartment, long id) {
        return jdbc.sql(ONE).param(compartment).param(id).query(LookStore::row).list();
    }

    /** How many there are and the newest of them, none newer than {@code upTo}. */
    Trace.Count count(Trace.Filter filter, long upTo) {
        return ask(filter, COUNT, COUNT_ALL)
                .param(upTo)
                .query((row, number) -> new Trace.Count(row.getLong("total"), row.getLong("newest")))
                .single();
    }

    /** The newest first, below a place. */
    List<Look> events(Trace.Filter filter, Trace.Place below, int limit) {
        return ask(filter, EVENTS, EVENTS_ALL)
                .param(below.look())
                .param(below.compartment())
                .param(limit)
                .query(LookStore::row)
                .list();
    }

    private JdbcClient.StatementSpec ask(Trace.Filter filter, String some, String all) {
        var statement = filter.whose().everybody()
                ? jdbc.sql(all)
                : jdbc.sql(some).param(filter.whose().compartments().toArray(Long[]::new));
        return statement
                .param(Timestamp.from(filter.from()))
                .param(Timestamp.from(filter.until()))
                .param(filter.agent())
                .param(filter.agent());
    }

    private static void array(
            PreparedStatement statement,
            int index,
            String type,
            List<Look> rows,
            Function<Look, @Nullable Object> value)
            throws SQLException {
        Object[] values = new Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            Object each = value.apply(rows.get(i));
            values[i] = each instanceof Enum<?> constant ? constant.name() : each;
        }
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }

    private static Look row(ResultSet row, int number) throws SQLException {
        return new Look(
                row.getLong("compartment"),
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getObject("person", Long.class),
                row.getString("account"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getString("institution"),
                Purpose.valueOf(row.getString("purpose")),
                Basis.valueOf(row.getString("basis")),
                row.getString("interaction"),
                counts(row.getString("counts")),
                row.getBoolean("shown"),
                row.getBoolean("automatic"));
    }

    private static String counts(Map<String, Integer> counts) {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining(","));
    }

    private static Map<String, Integer> counts(String text) {
        return text.isEmpty()
                ? Map.of()
                : Arrays.stream(text.split(","))
                        .map(each -> each.split("="))
                        .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> Integer.valueOf(pair[1])));
    }
}
