package org.tongmai.fhir.bulk;

import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Standing;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Scope;

/** Who may export, and what. Asked at kick-off, before each part and at each download. */
final class Exporters {

    private final Access access;
    private final Standing standing;
    private final boolean operators;

    Exporters(Access access, Standing standing, boolean operators) {
        this.access = access;
        this.standing = standing;
        this.operators = operators;
    }

    /** @throws Problem {@code fhir.export-not-permitted} */
    Scope scope(Caller caller) {
        if (caller.unrestricted()) {
            return Scope.everything();
        }
        return switch (caller.role()) {
            case SYSTEM, RESIDENT -> access.scopeFor(caller);
            case OPERATOR -> {
                if (!operators) {
                    throw refused();
                }
                yield Scope.everything();
            }
            case DOCTOR, INSTITUTION_IT, STEWARD, REVIEWER, CDC, RESEARCHER, ETHICS -> throw refused();
        };
    }

    /** The caller of a job as it is now. @throws Problem {@code fhir.bulk-withdrawn} */
    Caller now(Caller then) {
        return standing.now(then)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.FORBIDDEN,
                        "fhir.bulk-withdrawn",
                        "The account that began this job may do so no more.",
                        "It was closed, or belongs elsewhere now.",
                        "Begin the job with an account that may."));
    }

    /** Whether a finished export may still be given out. @throws Problem where it may not */
    void permit(Job job) {
        Scope scope = scope(now(job.caller()));
        if (scope.reach() instanceof Scope.Granted granted && job.compartments() != null) {
            if (!granted.compartments().containsAll(job.compartments())) {
                throw new Problem(
                        Problem.Kind.FORBIDDEN,
                        "fhir.bulk-withdrawn",
                        "Some of what was exported is not yours to see any more.",
                        "A record was found to be another person's after the export.",
                        "Begin the export anew.");
            }
        }
    }

    private static Problem refused() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "fhir.export-not-permitted",
                "This account may not export.",
                "Systems export what their institution sent, residents their own record; doctors look at one patient at a time.",
                "Use a client that is registered for an institution.");
    }
}
