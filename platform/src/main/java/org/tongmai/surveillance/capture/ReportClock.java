package org.tongmai.surveillance.capture;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a report (报告时限). Hours are hours: nights, weekends and holidays count, as the law knows no others.
 *
 * @param from the diagnosis, the release of the result or the suspicion, whichever came first
 * @param due when the report is due
 */
public record ReportClock(Instant from, Instant due) {

    /** How far it is. The order is that of time. */
    public enum Level {
        RUNNING,
        /** Half of the time is over: the doctor is reminded. */
        HALF,
        /** Four fifths are over: the institution's infection control is told. */
        URGENT,
        /** The time is over: the county CDC is told. */
        OVERDUE
    }

    /** What became of the duty. */
    public enum Verdict {
        OPEN,
        IN_TIME,
        /** Reported after it was due (迟报). */
        LATE,
        /** Due and not reported (漏报). */
        MISSED
    }

    public static ReportClock of(Instant from, Duration limit) {
        return new ReportClock(from, from.plus(limit));
    }

    /** At the due time itself it is not yet overdue. */
    public Level level(Instant now) {
        if (now.isAfter(due)) {
            return Level.OVERDUE;
        }
        long whole = Duration.between(from, due).toMillis();
        long gone = Duration.between(from, now).toMillis();
        return gone * 5 >= whole * 4 ? Level.URGENT : gone * 2 >= whole ? Level.HALF : Level.RUNNING;
    }

    /** @param reported when it was first reported; null where it was not */
    public Verdict verdict(@Nullable Instant reported, Instant now) {
        if (reported != null) {
            return reported.isAfter(due) ? Verdict.LATE : Verdict.IN_TIME;
        }
        return now.isAfter(due) ? Verdict.MISSED : Verdict.OPEN;
    }
}
