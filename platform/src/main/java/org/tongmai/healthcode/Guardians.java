package org.tongmai.healthcode;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;

/** Who may show the code of a child or an elder, from when until when (PIPL 31, Civil Code 27 and 34). */
final class Guardians {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** Of age (Civil Code 17). */
    private static final int OF_AGE = 18;

    /** Longest guardianship of an elder; whoever needs more has it recorded again. */
    private static final Period ELDER_LONGEST = Period.ofYears(5);

    static final String INSERT = """
            insert into healthcode.guardianship
                   (compartment, id, guardian, relation, reads, valid_from, valid_until, recorded_by, institution)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String END = """
            update healthcode.guardianship
               set valid_until = ?
             where compartment = any (?)
               and id = ?
               and valid_until > ?
            """;

    /** Index {@code guardianship_guardian}. */
    static final String OF_GUARDIAN = """
            select *
              from healthcode.guardianship
             where guardian = any (?)
               and valid_from <= ?
               and valid_until > ?
             order by valid_from, id
             limit 50
            """;

    /** What ties a guardian to a ward. */
    enum Relation {
        CHILD,
        ELDER
    }

    /**
     * @param ward source patient of the child or elder
     * @param reads whether the guardian may allow an institution to read
     */
    record Guardianship(UUID id, long ward, Relation relation, boolean reads, Instant from, Instant until) {}

    private final JdbcClient jdbc;
    private final Holders holders;
    private final Persons persons;
    private final Clock clock;

    Guardians(JdbcClient jdbc, Holders holders, Persons persons, Clock clock) {
        this.jdbc = jdbc;
        this.holders = holders;
        this.persons = persons;
        this.clock = clock;
    }

    /**
     * An institution that has seen the proof records a guardian.
     *
     * @param until null for the 18th birthday of a child
     * @param reads whether the guardian of an elder may allow reading; the guardian of a child may
     * @throws Problem {@code healthcode.no-such-patient}, {@code healthcode.guardian-period-wrong}
     */
    Guardianship record(
            Caller caller, String ward, String guardian, Relation relation, @Nullable Instant until, boolean reads) {
        long child = holders.patient(caller, ward);
        long adult = holders.patient(caller, guardian);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant latest = latest(relation, child, now);
        Instant end = until == null && relation == Relation.CHILD ? latest : until;
        if (end == null
                || !end.isAfter(now)
                || end.isAfter(latest)
                || holders.person(child).contains(adult)) {
            throw periodWrong();
        }
        var made = new Guardianship(UUID.randomUUID(), child, relation, reads || relation == Relation.CHILD, now, end);
        jdbc.sql(INSERT)
                .param(child)
                .param(made.id())
                .param(adult)
                .param(relation.name())
                .param(made.reads())
                .param(Timestamp.from(now))
                .param(Timestamp.from(end))
                .param(caller.account())
                .param(caller.institution())
                .update();
        return made;
    }

    /** Ends a guardianship now: the ward, the guardian or an institution that has registered the ward says so. */
    boolean end(Caller caller, UUID id, long ward) {
        if (!holders.mayChange(caller, ward)
                && wards(caller).stream().noneMatch(each -> each.id().equals(id))) {
            return false;
        }
        Timestamp now = Timestamp.from(clock.instant());
        return jdbc.sql(END)
                        .param(now)
                        .param(holders.person(ward).toArray(Long[]::new))
                        .param(id)
                        .param(now)
                        .update()
                == 1;
    }

    /** Whose codes the resident who calls may show now. */
    List<Guardianship> wards(Caller resident) {
        if (resident.role() != Role.RESIDENT) {
            return List.of();
        }
        Timestamp now = Timestamp.from(clock.instant());
        return jdbc.sql(OF_GUARDIAN)
                .param(holders.own(resident).toArray(Long[]::new))
                .param(now)
                .param(now)
                .query((row, number) -> new Guardianship(
                        row.getObject("id", UUID.class),
                        row.getLong("compartment"),
                        Relation.valueOf(row.getString("relation")),
                        row.getBoolean("reads"),
                        row.getTimestamp("valid_from").toInstant(),
                        row.getTimestamp("valid_until").toInstant()))
                .list();
    }

    /** @throws Problem {@code healthcode.no-such-code}, {@code healthcode.purpose-not-yours} */
    void require(Caller caller, long compartment, CodePurpose purpose) {
        List<Guardianship> theirs = wards(caller).stream()
                .filter(each -> holders.person(each.ward()).contains(compartment))
                .toList();
        if (theirs.isEmpty()) {
            throw HealthCodes.noSuchCode();
        }
        if (purpose == CodePurpose.READ && theirs.stream().noneMatch(Guardianship::reads)) {
            throw purposeNotYours();
        }
    }

    private Instant latest(Relation relation, long ward, Instant now) {
        return switch (relation) {
            case CHILD -> {
                LocalDate born =
                        persons.identity(ward).flatMap(Identity::birthDate).orElseThrow(Guardians::periodWrong);
                yield born.plusYears(OF_AGE).atStartOfDay(ZONE).toInstant();
            }
            case ELDER -> now.atZone(ZONE).plus(ELDER_LONGEST).toInstant();
        };
    }

    static Problem purposeNotYours() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "healthcode.purpose-not-yours",
                "Only the resident, or a guardian who may, allows an institution to read.",
                "Showing who somebody is does not include letting others read (PIPL 29, 31).",
                "Show the code to identify only, or let the resident show it.");
    }

    private static Problem periodWrong() {
        return new Problem(
                Problem.Kind.INVALID,
                "healthcode.guardian-period-wrong",
                "The guardianship has no end, a wrong one, or the child's birth date is unknown.",
                "A child's ends at the 18th birthday at the latest, an elder's after five years; nobody is the own guardian.",
                "Correct the end, or the registration of the child.");
    }
}
