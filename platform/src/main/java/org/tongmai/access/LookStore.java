package org.tongmai.access;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.receipt.Receipt.Opening;

/** SQL of {@code access.look}. */
final class LookStore {

    /** Looks that one number of the sequence stands for. */
    static final int BATCH = 512;

    static final String NUMBER = "select nextval('access.look_id')";

    /**
     * All looks of a batch and their entries in the log in one statement, which is one commit: places are taken when it begins,
     * and nobody else takes any until it is durable. The person is the one to whom the source patient belongs at the time.
     */
    static final String INSERT = """
            with log as (update access.log set size = size + ? where single returning size - ? as first)
            insert into access.look
                   (compartment, id, at, person, account, name, role, institution, purpose, basis, interaction, counts,
                    shown, automatic, salt, leaf, terminal, law, tell_at, place)
            select l.compartment, l.id, l.at,
                   (select member.person from person.member where member.compartment = l.compartment),
                   l.account, l.name, l.role, l.institution, l.purpose, l.basis, l.interaction, l.counts, l.shown,
                   l.automatic, l.salt, l.leaf, l.terminal, l.law, l.tell_at, log.first + l.ordinality - 1
              from log,
                   unnest(?::bigint[], ?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[],
                          ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::boolean[], ?::bytea[], ?::bytea[],
                          ?::text[], ?::text[], ?::timestamptz[])
                   with ordinality
                   as l (compartment, id, at, account, name, role, institution, purpose, basis, interaction, counts,
                         shown, automatic, salt, leaf, terminal, law, tell_at)
            """;

    /** The newest looks of others at some source patients; a look at several of them comes in several rows. */
    static final String AT = """
            select *
              from access.look
             where compartment = any (?)
               and (tell_at is null or tell_at <= now())
               and id in (select distinct id
                            from access.look
                           where compartment = any (?)
                             and id < ?
                             and account <> ?
                             and (tell_at is null or tell_at <= now())
                           order by id desc
                           limit ?)
             order by id desc, compartment
            """;

    /** What was shown of some source patients in a time, the newest first. */
    static final String SHOWN = """
            select *
              from access.look
             where compartment = any (?)
               and at >= ?
               and at < ?
               and shown
             order by id desc, compartment
             limit ?
            """;

    static final String COUNT_OF = """
            select count(distinct id)
              from access.look
             where compartment = any (?)
               and account = ?
               and basis = ?
               and at >= ?
               and at < ?
               and shown
            """;

    static final String ONE =
            "select * from access.look where compartment = ? and id = ? and (tell_at is null or tell_at <= now())";

    /** The rows of some looks at some source patients. */
    static final String OF = """
            select *
              from access.look
             where id = any (?)
               and compartment = any (?)
               and (tell_at is null or tell_at <= now())
             order by place
            """;

    /** Looks at some source patients that have a receipt, oldest first. */
    static final String PROVEN = """
            select *
              from access.look
             where compartment = any (?)
               and at >= ?
               and at < ?
               and (tell_at is null or tell_at <= now())
               and place > ?
             order by place
             limit ?
            """;

    /** Entries of an institution in a stretch of the log. */
    static final String PROVEN_BY = """
            select *
              from access.look
             where place > ?
               and place <= ?
               and (?::text is null or institution = ?)
               and at >= ?
               and at < ?
             order by place
            """;

    /** Whole looks in a stretch of the log. */
    static final String STRETCH = "select * from access.look where place >= ? and place < ? order by place";

    static final String WANTED = """
              from access.look
             where compartment = any (?)
               and at >= ?
               and at < ?
               and (?::text is null or account = ?)
               and (tell_at is null or tell_at <= now())
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
    private final Receipts receipts;

    LookStore(DataSource database, JdbcClient jdbc, Receipts receipts) {
        this.database = database;
        this.jdbc = jdbc;
        this.receipts = receipts;
    }

    /** How many looks somebody had at some source patients on a basis, in a time. */
    int countOf(String account, Collection<Long> compartments, Basis basis, Instant from, Instant until) {
        return jdbc.sql(COUNT_OF)
                .param(compartments.toArray(Long[]::new))
                .param(account)
                .param(basis.name())
                .param(Timestamp.from(from))
                .param(Timestamp.from(until))
                .query(Integer.class)
                .single();
    }

    /**
     * A look to be written.
     *
     * @param rows one for each source patient that was looked at
     * @param once the rule for one look that it uses up; null for none
     */
    record Entry(List<Look> rows, @Nullable OneTime once) {}

    /**
     * Writes the looks and their receipts in one commit; returns when it is durable. Ids, persons and entries in them are
     * overlooked and made anew.
     *
     * @param looks at most {@value #BATCH}
     */
    void insert(List<List<Look>> looks) throws SQLException {
        receipts.log();
        try (Connection connection = database.getConnection()) {
            write(connection, looks);
        }
    }

    /**
     * The same for looks of which some use up a rule for one look: in the same commit.
     *
     * @return for each whether it was written: one whose rule was used up before is not
     */
    List<Boolean> record(List<Entry> looks) throws SQLException {
        if (looks.stream().allMatch(each -> each.once() == null)) {
            insert(looks.stream().map(Entry::rows).toList());
            return Collections.nCopies(looks.size(), true);
        }
        receipts.log();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<Boolean> rightful = new ArrayList<>();
                for (Entry each : looks) {
                    rightful.add(each.once() == null || use(connection, each.once(), each.rows()));
                }
                List<List<Look>> written = new ArrayList<>();
                for (int i = 0; i < looks.size(); i++) {
                    if (rightful.get(i)) {
                        written.add(looks.get(i).rows());
                    }
                }
                if (!written.isEmpty()) {
                    write(connection, written);
                }
                connection.commit();
                return rightful;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static boolean use(Connection connection, OneTime once, List<Look> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RuleStore.USE)) {
            Timestamp at = Timestamp.from(rows.getFirst().at());
            statement.setTimestamp(1, at);
            statement.setString(2, rows.getFirst().account());
            statement.setLong(3, once.rule());
            statement.setString(4, once.id());
            statement.setInt(5, once.version());
            statement.setTimestamp(6, at);
            return statement.executeUpdate() == 1;
        }
    }

    private void write(Connection connection, List<List<Look>> looks) throws SQLException {
        List<Look> rows = looks.stream().flatMap(List::stream).toList();
        Long[] ids = ids(looks, rows.size(), number(connection));
        byte[] salts = receipts.salts(rows.size());
        byte[][] salt = new byte[rows.size()][];
        byte[][] leaf = new byte[rows.size()][];
        for (int i = 0; i < leaf.length; i++) {
            salt[i] = Arrays.copyOfRange(salts, i * Opening.SALT_BYTES, (i + 1) * Opening.SALT_BYTES);
            leaf[i] = receipts.leaf(rows.get(i), ids[i], salt[i]);
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setInt(1, rows.size());
            statement.setInt(2, rows.size());
            array(statement, 3, "bigint", rows, Look::compartment);
            statement.setArray(4, connection.createArrayOf("bigint", ids));
            array(statement, 5, "timestamptz", rows, look -> Timestamp.from(look.at()));
            array(statement, 6, "text", rows, Look::account);
            array(statement, 7, "text", rows, Look::name);
            array(statement, 8, "text", rows, Look::role);
            array(statement, 9, "text", rows, Look::institution);
            array(statement, 10, "text", rows, Look::purpose);
            array(statement, 11, "text", rows, Look::basis);
            array(statement, 12, "text", rows, Look::interaction);
            array(statement, 13, "text", rows, look -> counts(look.counts()));
            array(statement, 14, "bool", rows, Look::shown);
            array(statement, 15, "bool", rows, Look::automatic);
            statement.setArray(16, connection.createArrayOf("bytea", salt));
            statement.setArray(17, connection.createArrayOf("bytea", leaf));
            array(statement, 18, "text", rows, Look::terminal);
            array(statement, 19, "text", rows, Look::law);
            array(
                    statement,
                    20,
                    "timestamptz",
                    rows,
                    look -> look.tellAt() == null ? null : Timestamp.from(look.tellAt()));
            if (statement.executeUpdate() != leaf.length) {
                throw new SQLException("the log of receipts is not there");
            }
        }
    }

    private static long number(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NUMBER);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The rows of one look have one number. */
    private static Long[] ids(List<List<Look>> looks, int rows, long batch) {
        Long[] ids = new Long[rows];
        int row = 0;
        for (int n = 0; n < looks.size(); n++) {
            for (int i = 0; i < looks.get(n).size(); i++) {
                ids[row++] = batch * BATCH + n;
            }
        }
        return ids;
    }

    /** The rows of some looks at these source patients. */
    List<Look> of(Long[] ids, Collection<Long> compartments) {
        return jdbc.sql(OF)
                .param(ids)
                .param(compartments.toArray(Long[]::new))
                .query(LookStore::row)
                .list();
    }

    /** Looks at these source patients that have a receipt, after a place of the log, oldest first. */
    List<Look> proven(Collection<Long> compartments, Instant from, Instant until, long after, int limit) {
        return jdbc.sql(PROVEN)
                .param(compartments.toArray(Long[]::new))
                .param(Timestamp.from(from))
                .param(Timestamp.from(until))
                .param(after)
                .param(limit)
                .query(LookStore::row)
                .list();
    }

    /** Looks of an institution, or of everybody, in a stretch of the log. */
    List<Look> provenBy(@Nullable String institution, Instant from, Instant until, long after, long last) {
        return jdbc.sql(PROVEN_BY)
                .param(after)
                .param(last)
                .param(institution)
                .param(institution)
                .param(Timestamp.from(from))
                .param(Timestamp.from(until))
                .query(LookStore::row)
                .list();
    }

    /** The looks of a stretch of the log, as far as they are there. */
    List<Look> stretch(long from, long to) {
        return jdbc.sql(STRETCH).params(from, to).query(LookStore::row).list();
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

    /** What was shown of some source patients in a time, the newest first. */
    List<Look> shown(Collection<Long> compartments, Instant from, Instant until, int limit) {
        return jdbc.sql(SHOWN)
                .param(compartments.toArray(Long[]::new))
                .param(Timestamp.from(from))
                .param(Timestamp.from(until))
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

    static Look row(ResultSet row, int number) throws SQLException {
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
                row.getBoolean("automatic"),
                entry(row),
                row.getString("terminal"),
                row.getString("law"),
                told(row));
    }

    private static @Nullable Instant told(ResultSet row) throws SQLException {
        Timestamp at = row.getTimestamp("tell_at");
        return at == null ? null : at.toInstant();
    }

    private static Look.@Nullable Entry entry(ResultSet row) throws SQLException {
        Long place = row.getObject("place", Long.class);
        return place == null ? null : new Look.Entry(place, row.getBytes("salt"), row.getBytes("leaf"));
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
