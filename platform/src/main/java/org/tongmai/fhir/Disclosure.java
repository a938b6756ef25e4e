package org.tongmai.fhir;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Decision;
import org.tongmai.access.Looks;
import org.tongmai.access.OneTime;
import org.tongmai.access.Purpose;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/** What every reading begins and ends with: the scope, decided before the query, and the trace, durable before the answer. */
final class Disclosure {

    private final Store store;
    private final Access access;
    private final Looks looks;

    Disclosure(Store store, Access access, Looks looks) {
        this.store = store;
        this.access = access;
        this.looks = looks;
    }

    /**
     * What is open to one look.
     *
     * @param once the resident's rule for one look on which it rests in part; its trace uses it up
     */
    record Opened(Scope scope, @Nullable OneTime once) {}

    /** For one resource. */
    Opened of(Caller caller, String type, String id, String interaction) {
        if (caller.unrestricted()) {
            return new Opened(Scope.everything(), null);
        }
        ResourceKey key = store.key(type, id).orElseThrow(() -> FhirServlet.notFound(type));
        return key.compartment() == ResourceKey.DIRECTORY ? broad(caller) : narrow(caller, key, id, interaction);
    }

    /** For a query that names no patient; no rule for one look opens anything there. */
    Opened broad(Caller caller) {
        return new Opened(caller.unrestricted() ? Scope.everything() : access.scopeFor(caller), null);
    }

    /** The record that a query asks of; null where it names none, or one by a chosen id that the caller may know nothing of. */
    @Nullable
    ResourceKey record(Caller caller, String type, String id) {
        ResourceKey key = store.key(type, id).orElse(null);
        boolean hidden = key != null
                && !caller.unrestricted()
                && ResourceKey.parse(type, id).isEmpty()
                && !permits(access.decideLook(caller, Access.purposeOf(caller), key.compartment()), key);
        return hidden ? null : key;
    }

    /**
     * For the record that a resource is filed in. A refusal says the same whatever there is: an id that the store gave tells the
     * record by itself, so it is refused; an id that somebody chose is found only where something is, so there it is not found.
     *
     * @throws Problem {@code fhir.not-permitted}, {@code fhir.not-found}
     */
    Opened narrow(Caller caller, ResourceKey key, String id, String interaction) {
        if (caller.unrestricted()) {
            return new Opened(Scope.everything(), null);
        }
        Purpose purpose = Access.purposeOf(caller);
        Decision decision = access.decideLook(caller, purpose, key.compartment());
        if (!permits(decision, key)) {
            looks.refused(caller, purpose, interaction, key.compartment());
            if (ResourceKey.parse(key.type(), id).isEmpty()) {
                throw FhirServlet.notFound(key.type());
            }
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "fhir.not-permitted",
                    "You may not see this record.",
                    "You have neither a treating relationship with this patient nor the resident's permission.",
                    "Ask the resident for consent; a treating relationship is needed for your own institution's records.");
        }
        return new Opened(decision.scope(), decision.once());
    }

    private static boolean permits(Decision decision, ResourceKey key) {
        return decision.allowed()
                && (decision.own().contains(key.compartment())
                        || decision.others().contains(key.compartment()));
    }

    /**
     * Leaves the trace of what is about to be shown.
     *
     * @param opened what it was decided by
     * @param about the source patients that were asked for
     * @throws Problem {@code access.look-used}
     */
    void trace(Caller caller, Opened opened, String interaction, Collection<Long> about, Collection<Fact> facts) {
        looks.shown(caller, Access.purposeOf(caller), interaction, about, facts, opened.once());
    }
}
