package org.tongmai.intake;

import java.util.Optional;
import org.tongmai.kernel.Outage;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * What passes by itself, such as a database that is away: no fault of a message, so it is no verdict on one. The message is not
 * acknowledged, and its sender sends it again.
 */
final class Passing {

    private Passing() {}

    /** The same failure, where it passes by itself: nothing is said of the message then. */
    static Optional<RuntimeException> of(RuntimeException failure) {
        if (failure instanceof Problem problem) {
            boolean passes = problem.kind() == Kind.BUSY || problem.code().equals("store.busy-resource");
            return passes ? Optional.of(problem) : Optional.empty();
        }
        return Outage.of(failure).map(away -> away);
    }
}
