package org.tongmai.person;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of who was parted from whom. */
final class PartingStore {

    static final String WRITE = "insert into person.parting (at, decided_by, ones, others) values (?, ?, ?, ?)";

    /** The newest first. */
    static final String PARTINGS = """
            select number, at, decided_by, ones, others
              from person.parting
             where number < ?
             order by number desc
             limit ?
            """;

    /** The oldest first. */
    static final String PARTINGS_AFTER = """
            select number, at, decided_by, ones, others
              from person.parting
             where number > ?
             order by number
             limit ?
            """;

    /** Who was parted from whom by some changes of links. */
    static final String PARTED = """
            select l.place, p.ones, p.others, l.compartment
              from person.link l
              join person.parting p on p.at = l.valid_from and l.compartment = any (p.ones || p.others)
             where l.place = any(?)
            """;

    /** The times in which any of one side stood with any of the other, the latest first; index {@code link_of_person}. */
    static final String TOGETHER = """
            select greatest(x.valid_from, y.valid_from), least(x.valid_to, y.valid_to)
              from person.link x
              join person.link y
                on y.person = x.person
               and (y.valid_to is null or y.valid_to is not null)
               and y.compartment = any(?)
               and y.valid_from < x.valid_to
               and (y.valid_to is null or y.valid_to > x.valid_from)
             where x.compartment = any(?)
               and x.valid_to is not null
             order by 2 desc, 1 desc
            """;

    private final JdbcClient database;

    PartingStore(JdbcClient database) {
        this.database = database;
    }

    private record Time(Instant from, Instant until) {}

    /**
     * Writes down who of the persons before stands apart now: each group that left, and all whom it left.
     *
     * @param before the persons of some source patients
     * @param now theirs now; those that are no more are left out and were parted from nobody
     */
    void write(Map<Long, Long> before, Map<Long, Long> now, String decidedBy, Instant at) {
        Map<Long, Map<Long, Set<Long>>> groups = new TreeMap<>();
        before.forEach((compartment, person) -> {
            Long other = now.get(compartment);
            if (other != null) {
                groups.computeIfAbsent(person, none -> new TreeMap<>())
                        .computeIfAbsent(other, none -> new TreeSet<>())
                        .add(compartment);
            }
        });
        groups.forEach((person, parts) -> {
            long stays = parts.containsKey(person)
                    ? person
                    : parts.keySet().iterator().next();
            parts.forEach((to, ones) -> {
                if (to != stays) {
                    Set<Long> others = new TreeSet<>();
                    parts.values().forEach(others::addAll);
                    others.removeAll(ones);
                    database.sql(WRITE)
                            .params(
                                    at.atOffset(ZoneOffset.UTC),
                                    decidedBy,
                                    IdentityStore.longs(ones),
                                    IdentityStore.longs(others))
                            .update();
                }
            });
        });
    }

    /** The newest first, below a number. */
    List<Parting> partings(long below, int most) {
        return asked(PARTINGS, below, most);
    }

    /** The oldest first, above a number. */
    List<Parting> partingsAfter(long number, int most) {
        return asked(PARTINGS_AFTER, number, most);
    }

    private List<Parting> asked(String sql, long edge, int most) {
        return database
                .sql(sql)
                .params(edge, most)
                .query((row, number) -> new Parting(
                        row.getLong(1), at(row, 2), at(row, 2), row.getString(3), longs(row, 4), longs(row, 5)))
                .list()
                .stream()
                .map(this::since)
                .toList();
    }

    /** From whom each of some changes of links parted its registration, by place. */
    Map<Long, Set<Long>> parted(Collection<Long> places) {
        var parted = new HashMap<Long, Set<Long>>();
        database.sql(PARTED).param(IdentityStore.longs(places)).query((ResultSet row) -> {
            Set<Long> ones = longs(row, 2);
            parted.computeIfAbsent(row.getLong(1), none -> new TreeSet<>())
                    .addAll(ones.contains(row.getLong(4)) ? longs(row, 3) : ones);
        });
        return parted;
    }

    /** Back from the parting through times that follow on one another: a person that got another number is the same. */
    private Parting since(Parting parting) {
        Instant since = parting.at();
        List<Time> times = database.sql(TOGETHER)
                .param(IdentityStore.longs(parting.others()))
                .param(IdentityStore.longs(parting.ones()))
                .query((row, number) -> new Time(at(row, 1), at(row, 2)))
                .list();
        for (Time time : times) {
            boolean follows =
                    !time.until().isAfter(parting.at()) && !time.until().isBefore(since);
            since = follows && time.from().isBefore(since) ? time.from() : since;
        }
        return new Parting(
                parting.number(), since, parting.at(), parting.decidedBy(), parting.ones(), parting.others());
    }

    private static Set<Long> longs(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return new TreeSet<>(List.of((Long[]) array.getArray()));
    }

    private static Instant at(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
