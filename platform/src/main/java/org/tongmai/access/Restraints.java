package org.tongmai.access;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;

/**
 * Holds back whoever is to be held back. Nothing is asked for others, since the {@link Restraint} comes with the account. What a
 * doctor opened in an emergency is never held back: a wrong suspicion must not cost a life, and emergency access is told to the
 * resident at once and reviewed within a day anyway.
 */
final class Restraints {

    static final String COUNT = """
            insert into access.sentinel_pace (account, minute, patients)
            values (?, ?, ?)
                on conflict (account, minute) do update
               set patients = sentinel_pace.patients + excluded.patients
            returning patients
            """;

    static final String CLEAR = "delete from access.sentinel_pace where account = ? and minute < ?";

    private final JdbcClient jdbc;
    private final Emergencies emergencies;
    private final SentinelStore store;
    private final Clock clock;

    Restraints(JdbcClient jdbc, Emergencies emergencies, SentinelStore store, Clock clock) {
        this.jdbc = jdbc;
        this.emergencies = emergencies;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Whether the caller may be shown something of these source patients now.
     *
     * @throws Problem {@code access.reading-frozen}, {@code access.reading-throttled}
     */
    void check(Caller caller, Set<Long> compartments) {
        if (caller.reading() == Restraint.FREE
                || compartments.isEmpty()
                || emergencies.opened(caller, compartments).containsAll(compartments)) {
            return;
        }
        if (caller.reading() == Restraint.FROZEN) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "access.reading-frozen",
                    "Reading of records is stopped for this account.",
                    "What this account read was so unusual that somebody has to look at it first.",
                    "Speak to the operator of the platform; in an emergency open emergency access to the patient.");
        }
        Timestamp minute = Timestamp.from(clock.instant().truncatedTo(ChronoUnit.MINUTES));
        jdbc.sql(CLEAR).params(caller.account(), minute).update();
        int patients = jdbc.sql(COUNT)
                .params(caller.account(), minute, compartments.size())
                .query(Integer.class)
                .single();
        if (patients > store.number("sentinel-patients-a-minute", clock.instant())) {
            throw new Problem(
                    Problem.Kind.THROTTLED,
                    "access.reading-throttled",
                    "This account reads more patients a minute than it may now.",
                    "What this account read was unusual, so it is slowed down until somebody has looked at it.",
                    "Wait a minute, or speak to the operator of the platform; in an emergency open emergency access to the patient.");
        }
    }
}
