package org.tongmai.access;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Part;
import org.tongmai.store.Scope.Grant;

/** Emergency access: opened by doctors, told to residents at once, ended by either, reviewed within a day. */
final class Emergencies {

    /** How long one lasts; a doctor who needs longer says so again. */
    static final Duration LIFE = Duration.ofHours(4);

    /** How soon somebody else looks whether it was right. */
    static final Duration REVIEW_WITHIN = Duration.ofHours(24);

    static final int WORDS_LONGEST = 500;
    static final int PAGE_MAX = 200;

    /** Words that OTHER needs. */
    private static final int WORDS_SHORTEST = 10;

    /** What helps in no emergency stays shut. */
    private static final Part WITHHELD = Part.labelled(Set.of(Sensitivity.REPRO.name(), Sensitivity.GENETIC.name()));

    static final String INSERT = """
            insert into access.emergency
                   (compartment, id, account, name, institution, ground, words, opened_at, until, review_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing
            """;

    /** One that is over ends for good before the next begins. */
    static final String CLOSE = """
            update access.emergency
               set ended_at = until
             where compartment = ?
               and account = ?
               and ended_at is null
               and until <= ?
            """;

    /** Whether somebody else ended what this doctor had opened. */
    static final String SHUT = """
            select exists (select
                             from access.emergency
                            where compartment = any (?)
                              and account = ?
                              and opened_at > ?
                              and ended_by <> account)
            """;

    /** Index {@code emergency_account}. */
    static final String OPEN = """
            select *
              from access.emergency
             where account = ?
               and until > ?
               and ended_at is null
             order by until desc
             limit 200
            """;

    static final String OF = """
            select *
              from access.emergency
             where compartment = any (?)
             order by opened_at desc
             limit 200
            """;

    static final String ONE = "select * from access.emergency where compartment = ? and id = ?";

    static final String END = """
            update access.emergency
               set ended_at = ?, ended_by = ?
             where compartment = ?
               and id = ?
               and ended_at is null
               and until > ?
            """;

    /** Index {@code emergency_waiting}. */
    static final String WAITING = """
            select *
              from access.emergency
             where reviewed_at is null
               and opened_at > ?
             order by opened_at
             limit ?
            """;

    /** Index {@code emergency_reviewed}. */
    static final String REVIEWED = """
            select *
              from access.emergency
             where reviewed_at < ?
             order by reviewed_at desc
             limit ?
            """;

    static final String REVIEW = """
            update access.emergency
               set reviewed_at = ?, reviewer = ?, verdict = ?, review_words = ?, ended_at = coalesce(ended_at, least(until, ?)),
                   ended_by = case when ? then ? else ended_by end
             where compartment = ?
               and id = ?
               and reviewed_at is null
            """;

    private final JdbcClient jdbc;
    private final Subjects subjects;
    private final Treatments treatments;
    private final RequestEvents events;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Emergencies(JdbcClient jdbc, Subjects subjects, Treatments treatments, RequestEvents events, Clock clock) {
        this.jdbc = jdbc;
        this.subjects = subjects;
        this.treatments = treatments;
        this.events = events;
        this.clock = clock;
    }

    /** What is opened in these source patients of other institutions. */
    static Grant grant(Set<Long> elsewhere) {
        return new Grant(elsewhere, Part.all().less(WITHHELD));
    }

    /** What a denial still withholds while an emergency is open. */
    static Grant besides(Grant denied) {
        return new Grant(denied.compartments(), denied.part().and(WITHHELD));
    }

    /**
     * Opens what other institutions have of a patient with a visit at the doctor's institution; what is open already stays so.
     *
     * @throws Problem {@code access.no-such-patient}, {@code access.ground-unknown}, {@code access.emergency-words},
     *     {@code access.emergency-shut}
     */
    Emergency open(Caller doctor, String patient, String ground, String words) {
        Emergency.Ground why = Arrays.stream(Emergency.Ground.values())
                .filter(each -> each.name().equals(ground))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        Problem.Kind.INVALID,
                        "access.ground-unknown",
                        "The ground of the emergency is missing or unknown.",
                        "There are these: " + Arrays.toString(Emergency.Ground.values()) + ".",
                        "Name one of them."));
        String said = words.strip();
        if (said.length() > WORDS_LONGEST || why == Emergency.Ground.OTHER && said.length() < WORDS_SHORTEST) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.emergency-words",
                    "What is said about the emergency is too short or too long.",
                    "Another ground than those of the list takes " + WORDS_SHORTEST + " to " + WORDS_LONGEST
                            + " characters; the resident and a reviewer read them.",
                    "Say what happened.");
        }
        long compartment = subjects.compartmentOf(patient).orElseThrow(Consents::noSuchPatient);
        String institution = doctor.institution();
        if (institution == null
                || !institution.equals(subjects.source(compartment).orElse(null))
                || !treatments.treats(institution, Set.of(compartment))) {
            throw Consents.noSuchPatient();
        }
        Instant now = now();
        boolean shut = jdbc.sql(SHUT)
                .param(subjects.samePerson(compartment).toArray(Long[]::new))
                .param(doctor.account())
                .param(Timestamp.from(now.minus(REVIEW_WITHIN)))
                .query(Boolean.class)
                .single();
        if (shut) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "access.emergency-shut",
                    "Your emergency access to this record was ended by the resident or a reviewer.",
                    "Who can end it can be asked.",
                    "Ask the resident for consent; a colleague who treats the patient may open it on grounds of their own.");
        }
        return of(doctor, compartment, now).orElseGet(() -> begun(doctor, institution, compartment, why, said, now));
    }

    private Optional<Emergency> of(Caller doctor, long compartment, Instant now) {
        return open(doctor.account(), now).stream()
                .filter(each -> each.compartment() == compartment)
                .findFirst();
    }

    private Emergency begun(
            Caller doctor, String institution, long compartment, Emergency.Ground why, String said, Instant now) {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        Emergency emergency = new Emergency(
                compartment,
                Long.toString(compartment, Character.MAX_RADIX) + "."
                        + HexFormat.of().formatHex(bytes),
                doctor.account(),
                doctor.name(),
                institution,
                why,
                said,
                now,
                now.plus(LIFE),
                null,
                now.plus(REVIEW_WITHIN),
                null,
                null,
                null);
        jdbc.sql(CLOSE)
                .params(compartment, emergency.account(), Timestamp.from(now))
                .update();
        int made = jdbc.sql(INSERT)
                .params(
                        compartment,
                        emergency.id(),
                        emergency.account(),
                        emergency.name(),
                        institution,
                        why.name(),
                        said,
                        Timestamp.from(now),
                        Timestamp.from(emergency.until()),
                        Timestamp.from(emergency.reviewBy()))
                .update();
        if (made == 0) {
            return of(doctor, compartment, now).orElseThrow(Emergencies::noSuch);
        }
        events.publish("emergency", compartment, doctor.account(), emergency.id(), "OPEN");
        return emergency;
    }

    /** What a doctor has open now. */
    List<Emergency> open(String account, Instant now) {
        return jdbc.sql(OPEN)
                .params(account, Timestamp.from(now))
                .query(Emergencies::row)
                .list();
    }

    /** Of these source patients, those whose person a doctor has open now. */
    Set<Long> opened(Caller doctor, Collection<Long> compartments) {
        Set<Long> opened = new HashSet<>();
        for (Emergency each : open(doctor.account(), now())) {
            opened.addAll(subjects.samePerson(each.compartment()));
        }
        opened.retainAll(compartments);
        return opened;
    }

    /**
     * Those at the record of a resident, or those that a doctor has open; newest first.
     *
     * @param patient only of the person of this Patient; null for all
     */
    List<Emergency> list(Caller caller, @Nullable String patient) {
        if (caller.role() == Role.RESIDENT) {
            return of(subjects.compartmentsOf(caller));
        }
        List<Emergency> open = open(caller.account(), now());
        if (patient == null) {
            return open;
        }
        Set<Long> person =
                subjects.compartmentOf(patient).map(subjects::samePerson).orElse(Set.of());
        return open.stream().filter(each -> person.contains(each.compartment())).toList();
    }

    private List<Emergency> of(Set<Long> compartments) {
        return jdbc.sql(OF)
                .param(compartments.toArray(Long[]::new))
                .query(Emergencies::row)
                .list();
    }

    /**
     * The doctor needs it no more, or the resident can say no again. One that is over stays as it is.
     *
     * @throws Problem {@code access.no-such-emergency}
     */
    Emergency end(Caller caller, String id) {
        Emergency emergency = one(id);
        boolean may = caller.role() == Role.RESIDENT
                ? subjects.compartmentsOf(caller).contains(emergency.compartment())
                : emergency.account().equals(caller.account());
        if (!may) {
            throw noSuch();
        }
        Timestamp now = Timestamp.from(now());
        int ended = jdbc.sql(END)
                .params(now, caller.account(), emergency.compartment(), id, now)
                .update();
        if (ended == 1) {
            events.publish("emergency", emergency.compartment(), emergency.account(), id, "ENDED");
        }
        return one(id);
    }

    /** Those that wait for review, the oldest first; or those that were reviewed, the newest first. */
    List<Emergency> queue(boolean waiting, @Nullable Instant from, int count) {
        Instant place = from != null ? from : waiting ? Instant.EPOCH : now().plusSeconds(60);
        return jdbc.sql(waiting ? WAITING : REVIEWED)
                .params(Timestamp.from(place), count)
                .query(Emergencies::row)
                .list();
    }

    /**
     * Says whether it was right, once; it is over then.
     *
     * @throws Problem {@code access.no-such-emergency}, {@code access.emergency-reviewed}, {@code access.review-incomplete}
     */
    Emergency review(Caller reviewer, String id, Emergency.@Nullable Verdict verdict, @Nullable String words) {
        if (verdict == null || words == null || words.isBlank() || words.length() > WORDS_LONGEST) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.review-incomplete",
                    "The review lacks its finding or its words.",
                    "The resident and the doctor read both; the words are at most " + WORDS_LONGEST + " characters.",
                    "Say what was found out.");
        }
        Emergency emergency = one(id);
        Timestamp now = Timestamp.from(now());
        int changed = jdbc.sql(REVIEW)
                .params(
                        now,
                        reviewer.account(),
                        verdict.name(),
                        words.strip(),
                        now,
                        verdict == Emergency.Verdict.UNJUSTIFIED,
                        reviewer.account(),
                        emergency.compartment(),
                        id)
                .update();
        if (changed == 0) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "access.emergency-reviewed",
                    "This emergency access was reviewed before.",
                    "The resident has read what was found.",
                    "Reload the list.");
        }
        events.publish("emergency", emergency.compartment(), emergency.account(), id, verdict.name());
        return one(id);
    }

    private Emergency one(String id) {
        return Consents.compartment(id)
                .flatMap(compartment -> jdbc.sql(ONE)
                        .params(compartment, id)
                        .query(Emergencies::row)
                        .optional())
                .orElseThrow(Emergencies::noSuch);
    }

    private static Problem noSuch() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-emergency",
                "There is no such emergency access.",
                "Doctors find their own, residents those at their record, reviewers all.",
                "Reload the list.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Emergency row(ResultSet row, int number) throws SQLException {
        Timestamp ended = row.getTimestamp("ended_at");
        Timestamp reviewed = row.getTimestamp("reviewed_at");
        String verdict = row.getString("verdict");
        return new Emergency(
                row.getLong("compartment"),
                row.getString("id"),
                row.getString("account"),
                row.getString("name"),
                row.getString("institution"),
                Emergency.Ground.valueOf(row.getString("ground")),
                row.getString("words"),
                row.getTimestamp("opened_at").toInstant(),
                row.getTimestamp("until").toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getTimestamp("review_by").toInstant(),
                reviewed == null ? null : reviewed.toInstant(),
                verdict == null ? null : Emergency.Verdict.valueOf(verdict),
                row.getString("review_words"));
    }
}
