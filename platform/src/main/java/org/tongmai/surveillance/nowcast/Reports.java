package org.tongmai.surveillance.nowcast;

import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Cases by day of onset and days until they were reported. The last day is today; a report of a later day cannot be there yet.
 *
 * @param counts by day, oldest first, then by delay: 0, 1, 2, ... days, as many for each day
 */
public record Reports(int[][] counts) {

    /** Ten years of days. */
    public static final int DAYS_MOST = 3_660;

    public Reports {
        if (counts.length < 2 || counts.length > DAYS_MOST) {
            throw new Problem(
                    Kind.INVALID,
                    "surveillance.report-days",
                    "The reports span " + counts.length + " days.",
                    "How late reports come shows in 2 to " + DAYS_MOST + " days.",
                    "Give the reports of some weeks, or leave out those of long ago.");
        }
        for (int day = 0; day < counts.length; day++) {
            for (int delay = 0; delay < counts[day].length; delay++) {
                boolean future = counts[day][delay] > 0 && day + delay > counts.length - 1;
                if (counts[day][delay] < 0 || future) {
                    throw new Problem(
                            Kind.INVALID,
                            "surveillance.report-impossible",
                            "Day " + (day + 1) + " has " + counts[day][delay] + " reports after " + delay + " days.",
                            "A number of reports is 0 or more, and none comes after the last day.",
                            "Correct the dates, or name a later last day.");
                }
            }
        }
    }

    int days() {
        return counts.length;
    }

    int count(int day, int delay) {
        return delay < counts[day].length ? counts[day][delay] : 0;
    }

    int reported(int day) {
        int sum = 0;
        for (int each : counts[day]) {
            sum += each;
        }
        return sum;
    }
}
