package org.tongmai.healthcode;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.healthcode.Guardians.Guardianship;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Persons;

/**
 * Recording a guardian in two steps, so that nobody is recorded unseen: who showed the code is told first, with all that will hold, and
 * what is recorded is what was told.
 */
final class GuardianDesk {

    /** From the first step to the second. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int PARTS = 7;

    private final Guardians guardians;
    private final Persons persons;
    private final Looks looks;
    private final Crypto crypto;
    private final Clock clock;

    GuardianDesk(Guardians guardians, Persons persons, Looks looks, Crypto crypto, Clock clock) {
        this.guardians = guardians;
        this.persons = persons;
        this.looks = looks;
        this.crypto = crypto;
        this.clock = clock;
    }

    /**
     * What would be recorded.
     *
     * @param ward the child or elder
     * @param confirmation that it is to be recorded: sealed, good for ten minutes for whoever asked
     */
    record Prepared(Verified.Holder ward, Verified.Holder guardian, Guardianship guardianship, String confirmation) {}

    /**
     * The first step; it uses the code up, and leaves the trace that whoever showed it was identified.
     *
     * @throws Problem as {@link Guardians#record}
     */
    Prepared prepare(Caller caller, Guardians.Proven proven) {
        Guardianship prepared = guardians.prepare(caller, proven);
        looks.identifiedByCode(
                caller, prepared.relation() == Guardians.Relation.CHILD ? prepared.guardian() : prepared.ward());
        return new Prepared(who(prepared.ward()), who(prepared.guardian()), prepared, sealed(caller, prepared));
    }

    /**
     * The second step.
     *
     * @throws Problem {@code healthcode.confirmation-past}, {@code healthcode.guardian-period-wrong}
     */
    Guardianship confirm(Caller caller, String confirmation) {
        return guardians.write(caller, opened(caller, confirmation).orElseThrow(GuardianDesk::past));
    }

    private Verified.Holder who(long compartment) {
        return persons.identity(compartment).map(Verified.Holder::of).orElse(Verified.Holder.NOT_READ_YET);
    }

    private String sealed(Caller caller, Guardianship made) {
        String text = String.join(
                "|",
                clock.instant().toString(),
                Long.toString(made.ward()),
                Long.toString(made.guardian()),
                made.relation().name(),
                Boolean.toString(made.reads()),
                made.from().toString(),
                made.until().toString());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(crypto.index().seal(text, about(caller)));
    }

    private Optional<Guardianship> opened(Caller caller, String confirmation) {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(confirmation);
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
        return crypto.index()
                .open(sealed, about(caller))
                .map(text -> text.split("\\|", PARTS))
                .filter(parts ->
                        clock.instant().isBefore(Instant.parse(parts[0]).plus(PATIENCE)))
                .map(parts -> new Guardianship(
                        UUID.randomUUID(),
                        Long.parseLong(parts[1]),
                        Long.parseLong(parts[2]),
                        Guardians.Relation.valueOf(parts[3]),
                        Boolean.parseBoolean(parts[4]),
                        Instant.parse(parts[5]),
                        Instant.parse(parts[6]),
                        caller.institution()));
    }

    private static byte[] about(Caller caller) {
        return ("guardian|" + caller.institution() + "|" + caller.account()).getBytes(StandardCharsets.UTF_8);
    }

    private static Problem past() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "healthcode.confirmation-past",
                "This confirmation is not good, or not any more.",
                "What was told at the first step holds for " + PATIENCE.toMinutes()
                        + " minutes, for the account that asked.",
                "Scan a fresh code, and confirm what is shown then.");
    }
}
