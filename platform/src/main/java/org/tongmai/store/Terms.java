package org.tongmai.store;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/** What search asks of a terminology: members of value sets, and the hierarchy of code systems. */
public interface Terms {

    /** A code, with its system where it has one. */
    record Term(@Nullable String system, String code) {}

    /**
     * The codes of a value set.
     *
     * @throws Problem {@code store.value-set-unknown}
     */
    Set<Term> members(String valueSet);

    /** The code itself and what it subsumes. */
    Set<Term> below(@Nullable String system, String code);

    /** The code itself and what subsumes it. */
    Set<Term> above(@Nullable String system, String code);

    /** Knows no value set and no hierarchy. */
    Terms NONE = new Terms() {
        @Override
        public Set<Term> members(String valueSet) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.value-set-unknown",
                    "The value set is not known here.",
                    ":in and :not-in need the members of a value set that is stored here.",
                    "Store the ValueSet first, or list its codes.");
        }

        @Override
        public Set<Term> below(@Nullable String system, String code) {
            return Set.of(new Term(system, code));
        }

        @Override
        public Set<Term> above(@Nullable String system, String code) {
            return Set.of(new Term(system, code));
        }
    };
}
