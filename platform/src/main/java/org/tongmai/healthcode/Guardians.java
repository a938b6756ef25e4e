package org.tongmai.healthcode;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
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

    /** Of one ward and one guardian, one guardianship is in force. */
    static final String REPLACE = """
            update healthcode.guardianship
               set valid_until = ?
             where compartment = any (?)
               and guardian = any (?)
               and valid_until > ?
            """;

    static final String OF_WARD = """
            select *
              from healthcode.guardianship
             where compartment = any (?)
               and valid_from <= ?
               and valid_until > ?
             order by valid_from, id
             limit 50
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
     * @param guardian source patient of the guardian
     * @param reads whether the guardian may allow an institution to read
     * @param institution USCC of the one that saw the proof
     */
    record Guardianship(
            UUID id,
            long ward,
            long guardian,
            Relation relation,
            boolean reads,
            Instant from,
            Instant until,
            @Nullable String institution) {}

    /**
     * What an institution has seen the proof of.
     *
     * @param ward logical id of the Patient in care
     * @param guardian logical id of the guardian's Patient
     * @param until null for the 18th birthday of a child
     * @param reads whether the guardian of an elder may allow reading; the guardian of a child may
     * @param code dynamic code that the elder, or the guardian of a child, shows now
     */
    record Proven(
            String ward,
            String guardian,
            Relation relation,
            @Nullable Instant until,
            boolean reads,
            @Nullable String code) {}

    private final JdbcClient jdbc;
    private final CodeStore store;
    private final Holders holders;
    private final Persons persons;
    private final Presence presence;
    private final TransactionOperations transaction;
    private final Clock clock;

    Guardians(
            JdbcClient jdbc,
            CodeStore store,
            Holders holders,
            Persons persons,
            Presence presence,
            TransactionOperations transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.store = store;
        this.holders = holders;
        this.persons = persons;
        this.presence = presence;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * An institution that has seen the proof records a guardian; it replaces what was recorded of the two before. The elder, or
     * the guardian of a child, shows a code for it: an institution alone makes nobody a guardian.
     *
     * @throws Problem {@code healthcode.no-such-patient}, {@code healthcode.guardian-period-wrong},
     *     {@code healthcode.holder-not-there}
     */
    Guardianship record(Caller caller, Proven proven) {
        long ward = holders.patient(caller, proven.ward());
        long guardian = holders.patient(caller, proven.guardian());
        boolean child = proven.relation() == Relation.CHILD;
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant latest = latest(proven.relation(), ward, now);
        Instant end = proven.until() == null && child ? latest : proven.until();
        if (end == null
                || !end.isAfter(now)
                || end.isAfter(latest)
                || holders.person(ward).contains(guardian)) {
            throw periodWrong();
        }
        CodePurpose purpose = proven.reads() && !child ? CodePurpose.READ : CodePurpose.IDENTIFY;
        presence.requireShown(caller, proven.code(), child ? guardian : ward, purpose);
        var made = new Guardianship(
                UUID.randomUUID(),
                ward,
                guardian,
                proven.relation(),
                proven.reads() || child,
                now,
                end,
                caller.institution());
        transaction.executeWithoutResult(status -> {
            store.lock(holders.lock(ward));
            insert(caller, made);
            store.event(ward, null, now, "guardian recorded", caller.account(), caller.institution());
        });
        return made;
    }

    private void insert(Caller caller, Guardianship made) {
        Timestamp now = Timestamp.from(made.from());
        jdbc.sql(REPLACE)
                .param(now)
                .param(holders.person(made.ward()).toArray(Long[]::new))
                .param(holders.person(made.guardian()).toArray(Long[]::new))
                .param(now)
                .update();
        jdbc.sql(INSERT)
                .param(made.ward())
                .param(made.id())
                .param(made.guardian())
                .param(made.relation().name())
                .param(made.reads())
                .param(now)
                .param(Timestamp.from(made.until()))
                .param(caller.account())
                .param(made.institution())
                .update();
    }

    /** Ends a guardianship now: the ward, the guardian or an institution that has registered the ward says so. */
    boolean end(Caller caller, UUID id, long ward) {
        if (!holders.mayChange(caller, ward)
                && wards(caller).stream().noneMatch(each -> each.id().equals(id))) {
            return false;
        }
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Timestamp now = Timestamp.from(at);
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean ended = jdbc.sql(END)
                            .param(now)
                            .param(holders.person(ward).toArray(Long[]::new))
                            .param(id)
                            .param(now)
                            .update()
                    == 1;
            if (ended) {
                store.event(ward, null, at, "guardian ended", caller.account(), caller.institution());
            }
            return ended;
        }));
    }

    /** Who may show the codes of the resident who calls. */
    List<Guardianship> guardians(Caller resident) {
        return inForce(OF_WARD, resident);
    }

    /** Whose codes the resident who calls may show now. */
    List<Guardianship> wards(Caller resident) {
        return inForce(OF_GUARDIAN, resident);
    }

    private List<Guardianship> inForce(String statement, Caller resident) {
        if (resident.role() != Role.RESIDENT) {
            return List.of();
        }
        Timestamp now = Timestamp.from(clock.instant());
        return jdbc.sql(statement)
                .param(holders.own(resident).toArray(Long[]::new))
                .param(now)
                .param(now)
                .query((row, number) -> new Guardianship(
                        row.getObject("id", UUID.class),
                        row.getLong("compartment"),
                        row.getLong("guardian"),
                        Relation.valueOf(row.getString("relation")),
                        row.getBoolean("reads"),
                        row.getTimestamp("valid_from").toInstant(),
                        row.getTimestamp("valid_until").toInstant(),
                        row.getString("institution")))
                .list();
    }

    /** @throws Problem {@code healthcode.no-such-code}, {@code healthcode.purpose-not-yours} */
    void require(Caller caller, long compartment, CodePurpose purpose) {
        Set<Long> person = holders.person(compartment);
        List<Guardianship> theirs = wards(caller).stream()
                .filter(each -> person.contains(each.ward()))
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
