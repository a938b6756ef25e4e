package org.tongmai.store;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/** What search needs to know of code systems and value sets. */
public interface Terms {

    /** A code in its system. */
    record Term(@Nullable String system, String code) {}

    /**
     * The codes of a value set.
     *
     * @throws Problem {@code store.value-set-unknown}
     */
    Set<Term> members(String valueSetUrl);

    /** The code itself and its descendants. */
    Set<Term> below(@Nullable String system, String code);

    /** The code itself and its ancestors. */
    Set<Term> above(@Nullable String system, String code);
}
