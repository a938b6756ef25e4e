package org.tongmai.healthcode;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Consents;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;
import org.tongmai.kernel.Mask;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Identity;

/** Verifies what a resident shows. Each identification leaves its trace before the answer. */
public final class Verifier {

    private final Crypto crypto;
    private final Showings showings;
    private final Cards cards;
    private final CodeStore store;
    private final Factors factors;
    private final UnknownCards unknown;
    private final Looks looks;
    private final Registered registered;
    private final Consents consents;
    private final Evidence evidence;
    private final Duration reading;
    private final Clock clock;

    Verifier(
            Crypto crypto,
            Showings showings,
            Cards cards,
            CodeStore store,
            Factors factors,
            UnknownCards unknown,
            Looks looks,
            Registered registered,
            Consents consents,
            Evidence evidence,
            Duration reading,
            Clock clock) {
        this.crypto = crypto;
        this.showings = showings;
        this.cards = cards;
        this.store = store;
        this.factors = factors;
        this.unknown = unknown;
        this.looks = looks;
        this.registered = registered;
        this.consents = consents;
        this.evidence = evidence;
        this.reading = reading;
        this.clock = clock;
    }

    /**
     * What the verifier wants.
     *
     * @param factor last places of identity number or phone, told by the resident; for what is only a pointer
     * @param localPatient patient number of the verifier's institution to be bound to the holder, by a code that is shown; null for
     *     none
     */
    public record Wish(
            CodePurpose purpose,
            @Nullable String factor,
            @Nullable String localPatient) {

        /** Not what the resident told, so that it cannot slip into a log. */
        @Override
        public String toString() {
            return "wish to " + purpose;
        }

        /** Who is it, and nothing more. */
        public static final Wish IDENTIFY = new Wish(CodePurpose.IDENTIFY, null, null);
    }

    /** Verifies a dynamic or printed code. */
    public Verified verify(Caller caller, String text, Wish wish) {
        requireBindable(caller, wish);
        return switch (CodeCheck.check(
                text, wish.purpose(), caller.institution(), clock.instant(), crypto.keys()::find)) {
            case CodeCheck.Outcome.Unsound unsound -> refused(caller, unsound);
            case CodeCheck.Outcome.Sound sound -> judge(caller, sound.code(), wish);
        };
    }

    /**
     * Verifies a card or local patient number; a patient number that the institution registered itself stands for the code without
     * being mapped.
     *
     * @throws Problem {@code healthcode.card-binds-nothing}: a local patient is to be bound by it
     */
    public Verified verify(Caller caller, CardKind kind, String number, Wish wish) {
        if (wish.localPatient() != null) {
            throw bindsNothing();
        }
        if (!kind.local()) {
            unknown.begin(caller.account());
        }
        byte[] key = cards.key(caller, kind, number);
        Seen seen = showings.see(new Showing(CodeStore.CARD, key, null, null))
                .or(() -> kind == CardKind.LOCAL_PATIENT ? registered(caller, number) : Optional.empty())
                .orElse(null);
        if (seen == null) {
            if (!kind.local()) {
                unknown.count(caller.account());
            }
            return new Verified.Refused(Refusal.UNKNOWN);
        }
        return settle(caller, seen, standing(seen), Verified.Form.CARD, wish);
    }

    private Optional<Seen> registered(Caller caller, String number) {
        return registered
                .code(caller, number)
                .flatMap(code -> showings.see(new Showing(CodeStore.CODE, CodeStore.bytes(code.id()), null, null)));
    }

    /** Before anything is used up by it. */
    private void requireBindable(Caller caller, Wish wish) {
        if (wish.localPatient() != null) {
            cards.key(caller, CardKind.LOCAL_PATIENT, wish.localPatient());
        }
    }

    private Verified refused(Caller caller, CodeCheck.Outcome.Unsound unsound) {
        CodeText code = unsound.code();
        if (code != null) {
            store.byPointer(CodeStore.CODE, CodeStore.bytes(code.code()))
                    .ifPresent(known -> looks.refused(caller, Purpose.CARE, Looks.CODE, known.compartment()));
        }
        return new Verified.Refused(unsound.refusal());
    }

    private Verified judge(Caller caller, CodeText code, Wish wish) {
        byte[] id = CodeStore.bytes(code.code());
        Showing showing = code.form().fresh()
                ? new Showing(CodeStore.CODE, id, code.nonce(), code.issuedAt())
                : new Showing(CodeStore.CODE, id, null, null);
        Seen seen = showings.see(showing).orElse(null);
        if (seen == null) {
            return new Verified.Refused(Refusal.REVOKED);
        }
        Optional<Refusal> refusal = standing(seen);
        if (refusal.isEmpty()
                && !code.form().fresh()
                && code.serial() != seen.code().prints()) {
            refusal = Optional.of(Refusal.REVOKED);
        }
        return settle(caller, seen, refusal, code.form(), wish);
    }

    private Optional<Refusal> standing(Seen seen) {
        return switch (seen.code().state()) {
            case LOST -> Optional.of(Refusal.LOST);
            case CANCELLED -> Optional.of(Refusal.REVOKED);
            case ACTIVE -> {
                Registrations.State ended = seen.ended();
                if (ended != null) {
                    yield Optional.of(
                            switch (ended) {
                                case DECEASED -> Refusal.DECEASED;
                                case DELETED -> Refusal.GONE;
                            });
                }
                if (!clock.instant().isBefore(seen.code().validUntil())) {
                    yield Optional.of(Refusal.LAPSED);
                }
                yield Optional.ofNullable(seen.spent());
            }
        };
    }

    private Verified settle(Caller caller, Seen seen, Optional<Refusal> standing, Verified.Form form, Wish wish) {
        boolean pointer = !form.fresh();
        Optional<Refusal> refusal = standing.or(() -> pointer ? factor(seen, wish) : Optional.empty());
        if (refusal.isPresent()) {
            looks.refused(caller, Purpose.CARE, Looks.CODE, seen.code().compartment());
            return new Verified.Refused(refusal.get());
        }
        boolean wanted = pointer && wish.factor() == null;
        looks.identifiedByCode(caller, seen.code().compartment());
        String localPatient = wish.localPatient();
        if (localPatient != null && !wanted) {
            cards.bind(caller, seen.code(), localPatient);
        }
        boolean read = wish.purpose() == CodePurpose.READ && !wanted;
        String institution = caller.institution();
        Instant readUntil = read && form.allows() ? allow(caller, seen.code(), form) : null;
        CodePurpose done = readUntil == null ? CodePurpose.IDENTIFY : CodePurpose.READ;
        return new Verified.Accepted(
                seen.code().id(),
                form,
                wish.purpose(),
                holder(seen.identity(), wanted),
                crypto.index().pseudonym(seen.code().holder(), institution == null ? caller.account() : institution),
                wanted,
                wanted || institution == null
                        ? null
                        : evidence.of(seen.code().id(), institution, clock.instant(), form, done),
                readUntil,
                read && pointer ? ask(caller, seen.code(), form) : null,
                wanted ? null : registered.at(caller, seen.code().compartment()).orElse(null));
    }

    private @Nullable Instant allow(Caller caller, HealthCode code, Verified.Form form) {
        Instant until = clock.instant().plus(reading);
        return consents.grantByCode(caller, code.compartment(), until, form.reason())
                .orElse(null);
    }

    /** Whoever printed a code or mapped a card could show it without the resident, so the resident is asked. */
    private @Nullable String ask(Caller caller, HealthCode code, Verified.Form form) {
        Instant until = clock.instant().plus(reading);
        return consents.askByPointer(caller, code.compartment(), until, form.reason())
                .orElse(null);
    }

    /** Empty where the factor is right, or none was given. */
    private Optional<Refusal> factor(Seen seen, Wish wish) {
        return Optional.ofNullable(wish.factor())
                .flatMap(factor -> factors.check(seen.code(), seen.identity(), factor));
    }

    /** A number can be typed by whoever knows it, and the institution knows the second factor from its own registration. */
    private static Problem bindsNothing() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "healthcode.card-binds-nothing",
                "The number of a card binds no patient number.",
                "It can be typed without the card, and a patient number that stands for the wrong person opens the wrong record.",
                "Scan the resident's code, on the phone or on paper, or map the number to the code of a person registered here.");
    }

    private static Verified.Holder holder(@Nullable Identity identity, boolean masked) {
        if (identity == null) {
            return Verified.Holder.NOT_READ_YET;
        }
        return masked
                ? new Verified.Holder(Mask.name(identity.name()), null, null, null)
                : Verified.Holder.of(identity);
    }
}
