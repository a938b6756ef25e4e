package org.tongmai.intake;

import java.time.Instant;
import java.util.Comparator;

/**
 * How old, by the sender's clock, is what is stored under a name that the sender gave.
 *
 * @param at when the newest message about it was made
 * @param event when that of which this message tells was
 */
record Age(String institution, String key, Instant at, Instant event) {

    /** The older one first. */
    static final Comparator<Age> OLDER_FIRST = Comparator.comparing(Age::at).thenComparing(Age::event);
}
