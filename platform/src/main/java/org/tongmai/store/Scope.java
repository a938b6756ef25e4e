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
     * What one institution sent, however many source patients those are.
     *
     * @param institution unified social credit code
     * @param types the resource types that may be seen; empty means all
     */
    record Sent(String institution, Set<String> types) implements Scope {
        public Sent {
            types = Set.copyOf(types);
        }
    }

    /**
     * Some compartments, less what is withheld there.
     *
     * @param compartments the source patients
     * @param types the resource types that may be seen; empty means all
     * @param withheldTypes types that may not
     * @param withheldLabels codes of {@code meta.security} whose resources may not, such as {@code PSY}
     * @param categories codes of the element {@code category}, of which a resource must have one; empty means any. Types
     *     without such an element are not seen then
     * @param withheldCategories codes of {@code category} whose resources may not be seen
     */
    record Grant(
            Set<Long> compartments,
            Set<String> types,
            Set<String> withheldTypes,
            Set<String> withheldLabels,
            Set<String> categories,
            Set<String> withheldCategories) {
        public Grant {
            compartments = Set.copyOf(compartments);
            types = Set.copyOf(types);
            withheldTypes = Set.copyOf(withheldTypes);
            withheldLabels = Set.copyOf(withheldLabels);
            categories = Set.copyOf(categories);
            withheldCategories = Set.copyOf(withheldCategories);
        }

        public Grant(Set<Long> compartments, Set<String> types, Set<String> withheldTypes, Set<String> withheldLabels) {
            this(compartments, types, withheldTypes, withheldLabels, Set.of(), Set.of());
        }
    }

    static Scope everything() {
        return new Everything();
    }

    static Scope granted(List<Grant> grants) {
        return new Granted(grants);
    }

    static Scope sent(String institution, Set<String> types) {
        return new Sent(institution, types);
    }
}
