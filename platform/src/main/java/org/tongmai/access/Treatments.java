package org.tongmai.access;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The treating relationship (诊疗关系): a registered encounter at the institution that sent the source patient, in progress
 * or recent. How recent stands in {@code access.setting}, read by {@code access.since}.
 */
public final class Treatments {

    /** The whole country keeps one time. */
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    static final String UPSERT = """
            insert into access.treatment (compartment, encounter, institution, open, started_at, last_at, department)
            values (?, ?, ?, ?, ?, ?, ?)
                on conflict (compartment, encounter) do update
               set open = excluded.open,
                   started_at = excluded.started_at,
                   last_at = excluded.last_at,
                   department = excluded.department
            """;

    static final String REMOVE = "delete from access.treatment where compartment = ? and encounter = ?";

    static final String TREATS = """
            select exists (select 1
                             from access.treatment
                            where compartment = any (?)
                              and institution = ?
                              and started_at <= ?
                              and ((open and last_at >= access.since('open-encounter-days', ?))
                                or (not open and last_at >= access.since('treatment-days', ?))))
            """;

    static final String TREATED_AMONG = """
            select distinct compartment
              from access.treatment
             where compartment = any (?)
               and institution = ?
               and started_at <= ?
               and ((open and last_at >= access.since('open-encounter-days', ?))
                 or (not open and last_at >= access.since('treatment-days', ?)))
            """;

    /** Index {@code treatment_institution}. */
    static final String TREATED = """
            select distinct compartment
              from access.treatment
             where institution = ?
               and started_at <= ?
               and ((open and last_at >= access.since('open-encounter-days', ?))
                                or (not open and last_at >= access.since('treatment-days', ?)))
             limit ?
            """;

    /** Index {@code treatment_institution}. */
    static final String WALK_INS = """
            select compartment, started_at, department
              from access.treatment
             where institution = ?
               and open
               and last_at >= ?
               and started_at <= ?
             order by last_at desc, compartment, encounter
             limit ?
            """;

    /**
     * By how much a hospital's clock may be ahead of ours. Nobody gains by it: what began within it is there to be treated, and
     * what is planned lies further ahead.
     */
    static final Duration AHEAD = Duration.ofMinutes(15);

    private final JdbcClient jdbc;
    private final Clock clock;

    Treatments(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A patient who is there now. */
    public record WalkIn(
            long compartment, Instant at, @Nullable String department) {}

    /** Whether the institution treats one of these source patients. */
    boolean treats(String institution, Collection<Long> compartments) {
        return jdbc.sql(TREATS)
                .param(compartments.toArray(Long[]::new))
                .param(institution)
                .param(begun())
                .param(Timestamp.from(clock.instant()))
                .param(Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }

    /** Those of these source patients that the institution treats. */
    Set<Long> treated(String institution, Set<Long> among) {
        return Set.copyOf(jdbc.sql(TREATED_AMONG)
                .param(among.toArray(Long[]::new))
                .param(institution)
                .param(begun())
                .param(Timestamp.from(clock.instant()))
                .param(Timestamp.from(clock.instant()))
                .query(Long.class)
                .list());
    }

    /** The source patients that the institution treats, at most {@code limit}. */
    Set<Long> treated(String institution, int limit) {
        return Set.copyOf(jdbc.sql(TREATED)
                .param(institution)
                .param(begun())
                .param(Timestamp.from(clock.instant()))
                .param(Timestamp.from(clock.instant()))
                .param(limit)
                .query(Long.class)
                .list());
    }

    /** Encounters in progress that began today, newest first. */
    public List<WalkIn> walkIns(String institution, int limit) {
        Instant today =
                LocalDate.ofInstant(clock.instant(), ZONE).atStartOfDay(ZONE).toInstant();
        return jdbc.sql(WALK_INS)
                .param(institution)
                .param(Timestamp.from(today))
                .param(begun())
                .param(limit)
                .query((row, number) -> new WalkIn(
                        row.getLong("compartment"),
                        row.getTimestamp("started_at").toInstant(),
                        row.getString("department")))
                .list();
    }

    /** What starts later has not begun. */
    private Timestamp begun() {
        return Timestamp.from(clock.instant().plus(AHEAD));
    }

    void register(
            long compartment,
            String encounter,
            String institution,
            boolean open,
            Instant start,
            Instant last,
            @Nullable String department) {
        jdbc.sql(UPSERT)
                .param(compartment)
                .param(encounter)
                .param(institution)
                .param(open)
                .param(Timestamp.from(start))
                .param(Timestamp.from(last))
                .param(department)
                .update();
    }

    void remove(long compartment, String encounter) {
        jdbc.sql(REMOVE).param(compartment).param(encounter).update();
    }
}
