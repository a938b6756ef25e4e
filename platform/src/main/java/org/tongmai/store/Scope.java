package org.tongmai.store;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a query may see. A decision compiles into it and it compiles into the query itself, so that results, totals and pages are
 * those of a store that holds nothing else.
 */
public sealed interface Scope {

    /** The platform's own processes, and a node that runs without accounts. */
    record Everything() implements Scope {}

    /**
     * What the grants permit together, less what is withheld; without any, only the directory. What is withheld is so whichever
     * grant permits it.
     */
    record Granted(List<Grant> permitted, List<Grant> withheld) implements Scope {
        public Granted {
            permitted = together(permitted);
            withheld = together(withheld);
        }

        /** The source patients of which something may be permitted. */
        public Set<Long> compartments() {
            var all = new HashSet<Long>();
            permitted.forEach(grant -> all.addAll(grant.compartments()));
            return all;
        }

        /** Grants of the same part become one, so that a statement does not grow with the number of residents. */
        private static List<Grant> together(List<Grant> grants) {
            if (grants.size() < 2) {
                return List.copyOf(grants);
            }
            Map<Part, Set<Long>> byPart = new LinkedHashMap<>();
            grants.forEach(grant -> byPart.computeIfAbsent(grant.part(), part -> new HashSet<>())
                    .addAll(grant.compartments()));
            return byPart.entrySet().stream()
                    .map(each -> new Grant(each.getValue(), each.getKey()))
                    .toList();
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
     * What a scope shows, as far as it is of a part: in the directory, too. So an application sees no more than its token says,
     * whatever the person sees who uses it.
     */
    record Limited(Scope scope, Part part) implements Scope {
        public Limited {
            if (scope instanceof Limited || !(scope instanceof Granted) && !Parts.plain(part)) {
                throw new IllegalArgumentException("only what is granted is limited by more than types, and once");
            }
        }
    }

    /**
     * A part of some records.
     *
     * @param compartments the source patients
     */
    record Grant(Set<Long> compartments, Part part) {
        public Grant {
            compartments = Set.copyOf(compartments);
        }

        /** All of these records. */
        public static Grant whole(Set<Long> compartments) {
            return new Grant(compartments, Part.all());
        }
    }

    static Scope everything() {
        return new Everything();
    }

    static Scope granted(List<Grant> permitted) {
        return new Granted(permitted, List.of());
    }

    static Scope granted(List<Grant> permitted, List<Grant> withheld) {
        return new Granted(permitted, withheld);
    }

    static Scope sent(String institution, Set<String> types) {
        return new Sent(institution, types);
    }

    /** Whose records these are, without the limit. */
    default Scope reach() {
        return this instanceof Limited limited ? limited.scope() : this;
    }

    /** This scope as far as it is of a part. */
    default Scope limitedTo(Part part) {
        if (part.equals(Part.all())) {
            return this;
        }
        return this instanceof Limited limited
                ? new Limited(limited.scope(), limited.part().and(part))
                : new Limited(this, part);
    }
}
