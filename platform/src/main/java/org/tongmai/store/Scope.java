package org.tongmai.store;

import java.util.List;
import java.util.Set;

/**
 * What a query may see. A decision compiles into it and it compiles into the query itself, so that results, totals and pages are
 * those of a store that holds nothing else.
 */
public sealed interface Scope {

    /** The platform's own processes, and a node that runs without accounts. */
    record Everything() implements Scope {}

    /** What the grants allow together; without any, only the directory. */
    record Granted(List<Grant> grants) implements Scope {
        public Granted {
            grants = List.copyOf(grants);
        }
    }

    /**
     * Some compartments, less what is withheld there.
     *
     * @param compartments the source patients
     * @param types the resource types that may be seen; empty means all
     * @param withheldTypes types that may not
     * @param withheldLabels codes of {@code meta.security} whose resources may not, such as {@code PSY}
     */
    record Grant(Set<Long> compartments, Set<String> types, Set<String> withheldTypes, Set<String> withheldLabels) {
        public Grant {
            compartments = Set.copyOf(compartments);
            types = Set.copyOf(types);
            withheldTypes = Set.copyOf(withheldTypes);
            withheldLabels = Set.copyOf(withheldLabels);
        }
    }

    static Scope everything() {
        return new Everything();
    }

    static Scope granted(List<Grant> grants) {
        return new Granted(grants);
    }
}
