package org.tongmai.surveillance.fusion;

import org.jspecify.annotations.Nullable;

/**
 * What one source told of a place, day by day, each count of the day on which it became known. Nobody changes the arrays.
 *
 * @param name of the source, for the explanation
 * @param observed {@code NaN} where nothing was told
 * @param others the same source of other places together; null where none are known
 * @param kinds of each day: 0 to 6 for Monday to Sunday, 7 for a public holiday
 * @param effect what one ill leaves in it
 */
@SuppressWarnings("ArrayRecordComponent") // counts of years, of which nobody makes copies
public record SourceSeries(String name, double[] observed, double @Nullable [] others, int[] kinds, Effect effect) {

    static final int KINDS = 9;

    public SourceSeries {
        if (kinds.length != observed.length || (others != null && others.length != observed.length)) {
            throw new IllegalArgumentException("each day has its counts and its kind");
        }
        for (int kind : kinds) {
            if (kind < 0 || kind >= KINDS) {
                throw new IllegalArgumentException("a kind of day is 0 to " + (KINDS - 1));
            }
        }
    }

    /** Where nothing is known of other places. */
    public static SourceSeries alone(String name, double[] observed, int[] kinds, Effect effect) {
        return new SourceSeries(name, observed, null, kinds, effect);
    }
}
