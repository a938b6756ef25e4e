package org.tongmai.healthcode;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;

/** Whether the resident is there: what an institution says of a resident alone is not enough for what holds elsewhere too. */
final class Presence {

    private final Crypto crypto;
    private final Showings showings;
    private final Factors factors;
    private final Holders holders;
    private final Persons persons;
    private final Clock clock;

    Presence(Crypto crypto, Showings showings, Factors factors, Holders holders, Persons persons, Clock clock) {
        this.crypto = crypto;
        this.showings = showings;
        this.factors = factors;
        this.holders = holders;
        this.persons = persons;
        this.clock = clock;
    }

    /**
     * What the resident gave: one of the two.
     *
     * @param factor second factor, told
     * @param text dynamic code, shown
     */
    record Proof(@Nullable String factor, @Nullable String text) {

        /** Nothing; a resident needs none. */
        static final Proof NONE = new Proof(null, null);

        /** Not the factor, so that it cannot slip into a log. */
        @Override
        public String toString() {
            return "proof";
        }
    }

    /** Neither a resident nor an open node has to prove that the resident is there. */
    static boolean needed(Caller caller) {
        return caller.role() != Role.RESIDENT && !caller.unrestricted();
    }

    /** @throws Problem {@code healthcode.holder-not-there} */
    void require(Caller caller, HealthCode code, Proof proof) {
        String factor = proof.factor();
        if (proof.text() != null || factor == null) {
            requireShown(caller, proof.text(), code.compartment(), CodePurpose.IDENTIFY);
            return;
        }
        Identity identity = persons.identity(code.compartment()).orElse(null);
        if (factors.check(code, identity, factor).isPresent()) {
            throw notThere();
        }
    }

    /**
     * The person of this source patient shows a code on the own screen; it is used up when this returns.
     *
     * @throws Problem {@code healthcode.holder-not-there}
     */
    void requireShown(Caller caller, @Nullable String text, long compartment, CodePurpose purpose) {
        if (!holders.person(compartment).contains(shown(caller, text, purpose).compartment())) {
            throw notThere();
        }
    }

    /**
     * The code that somebody shows on the own screen; it is used up when this returns.
     *
     * @throws Problem {@code healthcode.holder-not-there}
     */
    HealthCode shown(Caller caller, @Nullable String text, CodePurpose purpose) {
        if (text == null
                || !(CodeCheck.check(text, purpose, caller.institution(), clock.instant(), crypto.keys()::find)
                        instanceof CodeCheck.Outcome.Sound sound)
                || sound.code().form() != Verified.Form.DYNAMIC) {
            throw notThere();
        }
        CodeText code = sound.code();
        var showing = new Showing(CodeStore.CODE, CodeStore.bytes(code.code()), code.nonce(), code.issuedAt());
        return showings.see(showing)
                .filter(seen -> seen.spent() == null && seen.ended() == null)
                .map(Seen::code)
                .filter(shown -> shown.state() == HealthCode.State.ACTIVE)
                .orElseThrow(Presence::notThere);
    }

    private static Problem notThere() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "healthcode.holder-not-there",
                "Neither a right second factor nor a fresh code of the right resident was given.",
                "What holds beyond one institution is not set up without the resident.",
                "Let the resident show the code on the own phone, with the purpose that is asked for.");
    }
}
