package org.tongmai.fhir;

import java.util.Collection;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Decision;
import org.tongmai.access.Looks;
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

    /** For one resource. */
    Scope of(Caller caller, String type, String id, String interaction) {
        if (caller.unrestricted()) {
            return Scope.everything();
        }
        ResourceKey key = store.key(type, id).orElseThrow(() -> FhirServlet.notFound(type));
        return key.compartment() == ResourceKey.DIRECTORY ? access.scopeFor(caller) : narrow(caller, key, interaction);
    }

    /** For a query that names no patient. */
    Scope broad(Caller caller) {
        return caller.unrestricted() ? Scope.everything() : access.scopeFor(caller);
    }

    /**
     * For the record that a resource is filed in.
     *
     * @throws Problem {@code fhir.not-permitted}
     */
    Scope narrow(Caller caller, ResourceKey key, String interaction) {
        if (caller.unrestricted()) {
            return Scope.everything();
        }
        Purpose purpose = Access.purposeOf(caller);
        Decision decision = access.decide(caller, purpose, key.compartment());
        boolean any =
                decision.own().contains(key.compartment()) || decision.others().contains(key.compartment());
        if (!decision.allowed() || !any) {
            looks.refused(caller, purpose, interaction, key.compartment());
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "fhir.not-permitted",
                    "You may not see this record.",
                    decision.why().sentence().en() + ".",
                    "Ask the resident for consent; a treating relationship is needed for your own institution's records.");
        }
        return decision.scope();
    }

    /**
     * Leaves the trace of what is about to be shown.
     *
     * @param about the source patients that were asked for
     */
    void trace(Caller caller, String interaction, Collection<Long> about, Collection<Fact> facts) {
        looks.shown(caller, Access.purposeOf(caller), interaction, about, facts);
    }
}
