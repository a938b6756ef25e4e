package org.tongmai.intake.codes;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.intake.codes.Translating.Came;
import org.tongmai.intake.codes.Translating.Met;

/**
 * Counts codes of institutions in memory and writes the sums every few seconds, so that a message costs no row. What was counted
 * since the last time is lost with the process; the records are not.
 */
final class CodesSeen {

    private static final Logger LOG = LoggerFactory.getLogger(CodesSeen.class);

    /** Codes that are counted between two writings; what is beyond is not, until they are written. */
    private static final int CODES_MAX = 200_000;

    private static final int NAMES_MAX = 5;

    private static final int EXAMPLES_MAX = 3;

    /** Characters of a code system; a longer one is none that anybody could map, and too long for the key. */
    private static final int SYSTEM_MAX = 300;

    /** Characters of a code, a name or a unit that are kept. */
    private static final int LENGTH_MAX = 200;

    static final String ADD = """
            insert into intake.code_seen as s (
                   institution, system, code, kind, state, names, units, specimens, beside, examples, low, high,
                   occurrences, first_seen, last_seen)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (institution, system, code)
            do update set state = excluded.state,
                          names = case when s.names @> excluded.names then s.names
                                       else (array(select distinct unnest(s.names || excluded.names)))[1:5] end,
                          units = case when s.units @> excluded.units then s.units
                                       else (array(select distinct unnest(s.units || excluded.units)))[1:5] end,
                          specimens = case when s.specimens @> excluded.specimens then s.specimens
                                           else (array(select distinct unnest(s.specimens || excluded.specimens)))[1:5] end,
                          beside = case when s.beside @> excluded.beside then s.beside
                                        else (array(select distinct unnest(s.beside || excluded.beside)))[1:5] end,
                          examples = case when cardinality(s.examples) >= 3 then s.examples
                                          else (array(select distinct unnest(s.examples || excluded.examples)))[1:3] end,
                          low = least(s.low, excluded.low),
                          high = greatest(s.high, excluded.high),
                          occurrences = s.occurrences + excluded.occurrences,
                          last_seen = greatest(s.last_seen, excluded.last_seen)
            """;

    static final String ADD_DAY = """
            insert into intake.code_day as d (institution, day, kind, occurrences, mapped, settled)
            values (?, ?, ?, ?, ?, ?)
            on conflict (institution, day, kind)
            do update set occurrences = d.occurrences + excluded.occurrences,
                          mapped = d.mapped + excluded.mapped,
                          settled = d.settled + excluded.settled
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final ReentrantReadWriteLock counting = new ReentrantReadWriteLock();
    private volatile Counts counts = new Counts();
    private @Nullable Counts unwritten;

    CodesSeen(JdbcTemplate jdbc, JdbcTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    private record Key(String institution, String system, String code) {}

    private record Day(String institution, LocalDate day, CodeKind kind) {}

    private record Counts(Map<Key, Count> codes, Map<Day, long[]> days) {
        Counts() {
            this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }

    private static final class Count {
        private final CodeKind kind;
        private final Instant first;
        private final Set<String> names = new LinkedHashSet<>();
        private final Set<String> units = new LinkedHashSet<>();
        private final Set<String> specimens = new LinkedHashSet<>();
        private final Set<String> beside = new LinkedHashSet<>();
        private final Set<String> examples = new LinkedHashSet<>();
        private @Nullable BigDecimal low;
        private @Nullable BigDecimal high;
        private Came came = Came.UNMAPPED;
        private Instant last;
        private long times;

        Count(CodeKind kind, Instant at) {
            this.kind = kind;
            this.first = at;
            this.last = at;
        }

        synchronized void add(Met met, String example, Instant at) {
            times++;
            last = at.isAfter(last) ? at : last;
            came = met.came();
            add(names, met.name(), NAMES_MAX);
            add(units, met.unit(), NAMES_MAX);
            add(specimens, met.specimen(), NAMES_MAX);
            String other = met.beside();
            add(beside, other == null || other.length() > LENGTH_MAX ? null : other, NAMES_MAX);
            add(examples, example, EXAMPLES_MAX);
            BigDecimal value = met.value();
            if (value != null) {
                low = low == null || value.compareTo(low) < 0 ? value : low;
                high = high == null || value.compareTo(high) > 0 ? value : high;
            }
        }

        private static void add(Set<String> texts, @Nullable String text, int most) {
            if (text != null && !text.isEmpty() && texts.size() < most) {
                texts.add(cut(text));
            }
        }
    }

    /** Counts one; not where its code system is longer than any or no text, which is a fault of the sender. */
    void met(String institution, Met met, String example, Instant at, LocalDate day) {
        if (met.system().length() > SYSTEM_MAX || met.system().indexOf('\0') >= 0) {
            return;
        }
        counting.readLock().lock();
        try {
            count(counts, institution, met, example, at, day);
        } finally {
            counting.readLock().unlock();
        }
    }

    private static void count(Counts now, String institution, Met met, String example, Instant at, LocalDate day) {
        Key key = new Key(institution, met.system(), cut(met.code()));
        Count count = now.codes.get(key);
        if (count == null && now.codes.size() < CODES_MAX) {
            count = now.codes.computeIfAbsent(key, none -> new Count(met.kind(), at));
        }
        if (count != null) {
            count.add(met, example, at);
        }
        now.days.compute(new Day(institution, day, met.kind()), (none, sums) -> {
            long[] sum = sums == null ? new long[Came.values().length] : sums;
            sum[met.came().ordinal()]++;
            return sum;
        });
    }

    /** Writes what was counted. Where that fails, it is tried again the next time, before what was counted since. */
    synchronized void flush() {
        write();
        if (!counts.days.isEmpty()) {
            counting.writeLock().lock();
            try {
                unwritten = counts;
                counts = new Counts();
            } finally {
                counting.writeLock().unlock();
            }
            write();
        }
    }

    private void write() {
        Counts taken = unwritten;
        if (taken != null) {
            try {
                commit(taken);
            } catch (DataAccessException failed) {
                if (!wrongData(failed)) {
                    throw failed;
                }
                oneByOne(taken);
            }
            unwritten = null;
        }
    }

    private void commit(Counts some) {
        transaction.executeWithoutResult(status -> jdbc.execute((ConnectionCallback<Integer>) connection -> {
            write(connection, some);
            return 0;
        }));
    }

    /** What the database cannot hold is left out, so that it keeps back nothing else. What is written is not written again. */
    private void oneByOne(Counts taken) {
        int left = 0;
        for (Map.Entry<Key, Count> each : List.copyOf(taken.codes.entrySet())) {
            left += one(new Counts(Map.of(each.getKey(), each.getValue()), Map.of()));
            taken.codes.remove(each.getKey());
        }
        for (Map.Entry<Day, long[]> each : List.copyOf(taken.days.entrySet())) {
            left += one(new Counts(Map.of(), Map.of(each.getKey(), each.getValue())));
            taken.days.remove(each.getKey());
        }
        LOG.warn("codes of institutions: {} cannot be held by the database and are not counted", left);
    }

    private int one(Counts one) {
        try {
            commit(one);
            return 0;
        } catch (DataAccessException failed) {
            if (wrongData(failed)) {
                return 1;
            }
            throw failed;
        }
    }

    /** Data exceptions and limits that are passed, classes 22 and 54. */
    private static boolean wrongData(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("54");
            }
        }
        return false;
    }

    private static void write(Connection connection, Counts taken) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            // in one order everywhere, so that two nodes do not wait for each other
            for (Key key : taken.codes.keySet().stream()
                    .sorted(Comparator.comparing(Key::institution)
                            .thenComparing(Key::system)
                            .thenComparing(Key::code))
                    .toList()) {
                Count count = taken.codes.get(key);
                if (count != null) {
                    add(connection, add, key, count);
                }
            }
            add.executeBatch();
        }
        try (PreparedStatement add = connection.prepareStatement(ADD_DAY)) {
            for (Map.Entry<Day, long[]> each : taken.days.entrySet().stream()
                    .sorted(Comparator.comparing(one -> one.getKey().toString()))
                    .toList()) {
                Day day = each.getKey();
                long[] sum = each.getValue();
                add.setString(1, day.institution());
                add.setObject(2, day.day());
                add.setString(3, day.kind().name());
                add.setLong(4, sum[0] + sum[1] + sum[2]);
                add.setLong(5, sum[Came.MAPPED.ordinal()]);
                add.setLong(6, sum[Came.NONE.ordinal()]);
                add.addBatch();
            }
            add.executeBatch();
        }
    }

    private static void add(Connection connection, PreparedStatement add, Key key, Count count) throws SQLException {
        synchronized (count) {
            add.setString(1, key.institution());
            add.setString(2, key.system());
            add.setString(3, key.code());
            add.setString(4, count.kind.name());
            add.setString(5, count.came.name());
            int at = 6;
            for (Set<String> texts : List.of(count.names, count.units, count.specimens, count.beside, count.examples)) {
                add.setArray(at++, connection.createArrayOf("text", texts.toArray()));
            }
            add.setBigDecimal(11, count.low);
            add.setBigDecimal(12, count.high);
            add.setLong(13, count.times);
            add.setTimestamp(14, Timestamp.from(count.first));
            add.setTimestamp(15, Timestamp.from(count.last));
            add.addBatch();
        }
    }

    private static String cut(String text) {
        String clean = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        return clean.length() <= LENGTH_MAX ? clean : clean.substring(0, LENGTH_MAX);
    }
}
