package org.tongmai.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Part;
import org.tongmai.store.Scope.Grant;

/**
 * A standing rule (授权规则): what a resident permits or denies before anybody asks. Deny beats permit.
 *
 * @param compartment source patient through which the resident is bound to a person
 * @param id carries the compartment in front; the same as the logical id of the Consent
 * @param version from 1
 * @param patient logical id of that source patient's Patient
 * @param until null for a denial without end
 * @param template template that the form was filled from, as {@code id@version}
 * @param account login of who wrote this version
 * @param writer the name
 * @param supersededAt when the next version was written; null for the newest
 * @param endedAt when it was taken back
 * @param usedAt when the look was had, of a rule for one look
 */
record Rule(
        long compartment,
        String id,
        int version,
        String patient,
        Effect effect,
        Recipient to,
        Matter what,
        Purpose purpose,
        boolean once,
        Instant from,
        @Nullable Instant until,
        @Nullable String template,
        String account,
        String writer,
        Instant madeAt,
        @Nullable Instant supersededAt,
        @Nullable Instant endedAt,
        @Nullable Instant usedAt) {

    /** What a rule does. */
    enum Effect {
        PERMIT,
        DENY,
        /** Permits those who are named and denies everybody else. */
        ONLY
    }

    /** Where it stands. */
    enum State {
        IN_FORCE,
        /** Begins later. */
        TO_COME,
        USED,
        EXPIRED,
        ENDED,
        /** An old version. */
        REPLACED
    }

    Rule {
        if (until != null && !from.isBefore(until) || once && effect != Effect.PERMIT) {
            throw new IllegalArgumentException("a rule holds for some time, and one look is permitted, not denied");
        }
    }

    State state(Instant now) {
        if (supersededAt != null) {
            return State.REPLACED;
        }
        if (endedAt != null) {
            return State.ENDED;
        }
        if (usedAt != null) {
            return State.USED;
        }
        if (until != null && !now.isBefore(until)) {
            return State.EXPIRED;
        }
        return now.isBefore(from) ? State.TO_COME : State.IN_FORCE;
    }

    boolean permits(String doctor, String institution) {
        return purpose == Purpose.CARE && effect != Effect.DENY && to.is(doctor, institution);
    }

    boolean denies(String doctor, String institution) {
        return purpose == Purpose.CARE
                && effect != Effect.PERMIT
                && to.is(doctor, institution) == (effect == Effect.DENY);
    }

    /** Whether a denial takes something from what was permitted, as far as categories and classes tell. */
    boolean takesFrom(Permission permission) {
        return kept().meets(permission);
    }

    private Matter kept() {
        return effect == Effect.DENY ? what : what.reservation();
    }

    /** Whether it shuts out one doctor, who then sees nothing of it at the own institution either. */
    boolean shutsOut() {
        return effect == Effect.DENY && to instanceof Recipient.Doctor;
    }

    /** What it opens of these source patients: whose record it is, and what the rule is about. */
    List<Grant> opened(Set<Long> compartments) {
        Set<Long> reach = what.reach(compartments);
        return reach.isEmpty() ? List.of() : List.of(new Grant(reach, what.opened()));
    }

    /**
     * What it withholds. The institution that wrote a record keeps seeing it while it treats the patient; only a doctor who is shut
     * out by name sees nothing of it there either, but for whose record it is.
     */
    List<Grant> withheld(Set<Long> own, Set<Long> elsewhere) {
        Part part = kept().withheld();
        List<Grant> withheld = new ArrayList<>();
        add(withheld, elsewhere, part);
        if (shutsOut()) {
            add(withheld, own, part.less(Grants.IDENTITY));
        }
        return withheld;
    }

    private void add(List<Grant> grants, Set<Long> compartments, Part part) {
        Set<Long> reach = what.reach(compartments);
        if (!reach.isEmpty()) {
            grants.add(new Grant(reach, part));
        }
    }
}
