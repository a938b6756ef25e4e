package org.tongmai.healthcode;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.healthcode.Guardians.Guardianship;
import org.tongmai.healthcode.HealthCode.State;
import org.tongmai.kernel.Problem;

/** What residents watch over, their own codes and those in their care: losses, ends of guardianships, and whose uses they are told. */
final class Losses {

    private final HealthCodes codes;
    private final CodeStore store;
    private final Holders holders;
    private final Guardians guardians;
    private final Crypto crypto;
    private final Screens screens;

    Losses(HealthCodes codes, CodeStore store, Holders holders, Guardians guardians, Crypto crypto, Screens screens) {
        this.codes = codes;
        this.store = store;
        this.holders = holders;
        this.guardians = guardians;
        this.crypto = crypto;
        this.screens = screens;
    }

    /**
     * The code is refused from now on, and its holder shows nobody else's: what is on the screen of a guardian ends with it.
     *
     * @throws Problem {@code healthcode.no-such-code}, {@code healthcode.not-active}
     */
    HealthCode reportLost(Caller caller, UUID id) {
        HealthCode code = changeOrWard(caller, id);
        HealthCode lost = codes.move(caller, code, State.ACTIVE, State.LOST, "lost");
        for (Guardianship each : guardians.of(holders.person(code.compartment()))) {
            clear(each);
        }
        return lost;
    }

    private void clear(Guardianship guardianship) {
        for (HealthCode code : store.of(holders.person(guardianship.ward()))) {
            screens.clear(
                    code, crypto.index().shower(code.id(), guardianship.id().toString()));
        }
    }

    /**
     * Ends a guardianship now, and what the guardian shows with it.
     *
     * @param code of the child or elder
     * @throws Problem {@code healthcode.no-such-code}
     */
    void endGuardianship(Caller caller, UUID guardianship, UUID code) {
        clear(guardians
                .end(caller, guardianship, codes.find(code).compartment())
                .orElseThrow(HealthCodes::noSuchCode));
    }

    /**
     * The resident, whoever reported the loss, or the guardian of a child, has it again.
     *
     * @throws Problem {@code healthcode.no-such-code}, {@code healthcode.not-active}, {@code healthcode.not-reported-here}
     */
    HealthCode reportFound(Caller caller, UUID id) {
        HealthCode code = changeOrWard(caller, id);
        if (!mayFind(caller, code)) {
            throw notReportedHere();
        }
        return codes.move(caller, code, State.LOST, State.ACTIVE, "found");
    }

    private boolean mayFind(Caller caller, HealthCode code) {
        Optional<CodeStore.Actor> reporter = store.lostBy(code);
        String institution = caller.institution();
        if (Presence.needed(caller)) {
            return institution != null
                    && reporter.filter(each -> institution.equals(each.institution()))
                            .isPresent();
        }
        return holders.mayChange(caller, code.compartment())
                || reporter.filter(each -> caller.account().equals(each.account()))
                        .isPresent()
                || guardians.over(caller, code.compartment()).stream()
                        .anyMatch(each -> each.relation() == Guardians.Relation.CHILD);
    }

    /** The same, or that of somebody in the care of the resident who calls. */
    private HealthCode changeOrWard(Caller caller, UUID id) {
        HealthCode code = codes.find(id);
        if (!holders.mayChange(caller, code.compartment())) {
            guardians.over(caller, code.compartment());
        }
        return code;
    }

    /**
     * Whose uses the caller is told.
     *
     * @param person all source patients
     * @param form on what they were shown; null for all of them
     */
    record Watched(Set<Long> person, Verified.@Nullable Form form) {}

    /**
     * The resident, and the guardian of a child, is told every use; the guardian of an elder those that a guardian showed.
     *
     * @throws Problem {@code healthcode.no-such-code}
     */
    Watched watch(Caller caller, UUID id) {
        Set<Long> person = holders.person(codes.find(id).compartment());
        boolean all = holders.mayChange(caller, person)
                || guardians.over(caller, person.iterator().next()).stream()
                        .anyMatch(each -> each.relation() == Guardians.Relation.CHILD);
        return new Watched(person, all ? null : Verified.Form.BY_GUARDIAN);
    }

    private static Problem notReportedHere() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "healthcode.not-reported-here",
                "The loss was not reported by this institution.",
                "What a resident reported lost is not made good by somebody else.",
                "Let the resident report it found, or the institution that reported the loss.");
    }
}
