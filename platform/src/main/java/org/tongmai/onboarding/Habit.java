package org.tongmai.onboarding;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What comes by habit: the same hours of the weeks before, where a holiday is compared with Sundays and a Saturday on which people work
 * with Fridays. Medians and the least of the weeks, so that one odd week among them changes little. Pure functions.
 */
final class Habit {

    /** With fewer weeks nothing is known; two can be alike by chance. */
    static final int WEEKS_LEAST = 3;

    /** Silence is nothing where so few messages would have come: of five expected ones none comes once in 150 times by chance alone. */
    static final long EXPECTED_LEAST = 5;

    /** From so many weeks on, one may have been silent itself, such as in a failure of its own. */
    private static final int WEEKS_FOR_ONE_ODD = 6;

    /** A longer silence is judged by its first week. */
    static final Duration STRETCH_LONGEST = Duration.ofDays(7);

    private final Holidays holidays;

    Habit(Holidays holidays) {
        this.holidays = holidays;
    }

    /** What came in the same hours of the weeks before. */
    record Finding(long expected, long least, int weeks) {}

    /** An hour: what came, and what comes by habit; null where the habit is not known. */
    record Hour(
            Instant hour,
            long messages,
            @Nullable Long expected,
            @Nullable Long low,
            @Nullable Long high) {}

    /** How far back the counts must reach that {@link #silent} and {@link #hour} are asked with. */
    static Duration reach() {
        return Duration.ofDays(7L * (Holidays.WEEKS + 4) + 1);
    }

    /**
     * Whether a feed that was silent in some hours is so against its habit.
     *
     * @param since first silent hour
     * @param until end of the last silent hour
     * @param first hour of the first message ever; weeks before say nothing
     * @param counts messages by hour
     */
    Optional<Finding> silent(Instant since, Instant until, Instant first, ToLongFunction<Instant> counts) {
        Instant end = until.isAfter(since.plus(STRETCH_LONGEST)) ? since.plus(STRETCH_LONGEST) : until;
        List<Long> weeks = weeks(since, end, first, counts);
        if (weeks.size() < WEEKS_LEAST) {
            return Optional.empty();
        }
        long[] sorted = weeks.stream().mapToLong(Long::longValue).sorted().toArray();
        long least = sorted[sorted.length >= WEEKS_FOR_ONE_ODD ? 1 : 0];
        long expected = median(sorted);
        return least > 0 && expected >= EXPECTED_LEAST
                ? Optional.of(new Finding(expected, least, sorted.length))
                : Optional.empty();
    }

    /** An hour beside its habit: the median of the weeks before, and three scaled deviations (MAD) around it. */
    Hour hour(Instant hour, Instant first, ToLongFunction<Instant> counts) {
        long[] weeks = weeks(hour, hour.plus(Duration.ofHours(1)), first, counts).stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        long messages = counts.applyAsLong(hour);
        if (weeks.length < WEEKS_LEAST) {
            return new Hour(hour, messages, null, null, null);
        }
        long middle = median(weeks);
        long[] off = Arrays.stream(weeks)
                .map(each -> Math.abs(each - middle))
                .sorted()
                .toArray();
        // counts of few messages vary by their square root, however alike the weeks were
        double spread = Math.max(1.4826 * median(off), Math.sqrt((double) middle));
        long low = (long) Math.floor(Math.max(0, middle - 3 * spread));
        long high = (long) Math.ceil(middle + 3 * spread);
        return new Hour(hour, messages, middle, low, high);
    }

    /** For each week before what came in the hours that correspond, as far back as each of them has one. */
    private List<Long> weeks(Instant since, Instant until, Instant first, ToLongFunction<Instant> counts) {
        Map<LocalDate, List<LocalDate>> references = new HashMap<>();
        List<Long> weeks = new ArrayList<>();
        for (int week = 0; week < Holidays.WEEKS; week++) {
            long sum = 0;
            for (Instant hour = since; hour.isBefore(until); hour = hour.plus(Duration.ofHours(1))) {
                var local = hour.atZone(Onboardings.ZONE);
                List<LocalDate> days = references.computeIfAbsent(local.toLocalDate(), holidays::references);
                if (week >= days.size()) {
                    return weeks;
                }
                Instant then = local.with(days.get(week)).toInstant();
                if (then.isBefore(first)) {
                    return weeks;
                }
                sum += counts.applyAsLong(then);
            }
            weeks.add(sum);
        }
        return weeks;
    }

    private static long median(long[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
