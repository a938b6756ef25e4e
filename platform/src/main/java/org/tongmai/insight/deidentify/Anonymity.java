package org.tongmai.insight.deidentify;

import java.util.List;

/** What the search for k-anonymity found. */
public sealed interface Anonymity {

    /**
     * The forms of least loss in which the table keeps to its limits.
     *
     * @param steps of each quasi-identifier, in their order
     */
    record Reached(List<Integer> steps, Risk risk) implements Anonymity {
        public Reached {
            steps = List.copyOf(steps);
        }
    }

    /**
     * Not even the coarsest forms that are allowed keep to the limits.
     *
     * @param risk of those forms
     */
    record Missed(Risk risk) implements Anonymity {}
}
