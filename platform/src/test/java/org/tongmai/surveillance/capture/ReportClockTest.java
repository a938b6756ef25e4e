package org.tongmai.surveillance.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.tongmai.surveillance.capture.ReportClock.Level;
import org.tongmai.surveillance.capture.ReportClock.Verdict;

/** The clocks of two hours and of a day, at their edges. */
class ReportClockTest {

    private static final Duration TWO_HOURS = Duration.ofHours(2);
    private static final Duration DAY = Duration.ofHours(24);

    @Test
    void twoHoursRunThroughMidnight() {
        ReportClock clock = ReportClock.of(at("2026-09-30T23:10:00+08:00"), TWO_HOURS);

        assertThat(clock.due()).isEqualTo(at("2026-10-01T01:10:00+08:00"));
        assertThat(clock.level(at("2026-10-01T01:10:00+08:00"))).isEqualTo(Level.URGENT);
        assertThat(clock.level(at("2026-10-01T01:10:00.001+08:00"))).isEqualTo(Level.OVERDUE);
    }

    @Test
    void holidaysAndWeekendsStopNoClock() {
        // the eve of the Spring Festival of 2027, seven days off
        ReportClock clock = ReportClock.of(at("2027-02-05T16:00:00+08:00"), DAY);

        assertThat(clock.due()).isEqualTo(at("2027-02-06T16:00:00+08:00"));
        assertThat(clock.verdict(null, at("2027-02-06T16:00:01+08:00"))).isEqualTo(Verdict.MISSED);
    }

    @Test
    void itWarnsAtHalfAndAtFourFifths() {
        ReportClock clock = ReportClock.of(at("2026-05-04T08:00:00+08:00"), DAY);

        assertThat(clock.level(at("2026-05-04T19:59:59+08:00"))).isEqualTo(Level.RUNNING);
        assertThat(clock.level(at("2026-05-04T20:00:00+08:00"))).isEqualTo(Level.HALF);
        assertThat(clock.level(at("2026-05-05T03:11:59+08:00"))).isEqualTo(Level.HALF);
        assertThat(clock.level(at("2026-05-05T03:12:00+08:00"))).isEqualTo(Level.URGENT);
    }

    @Test
    void lateIsReportedAfterItWasDueAndMissedIsNotReportedAtAll() {
        ReportClock clock = ReportClock.of(at("2026-05-04T08:00:00+08:00"), TWO_HOURS);
        Instant evening = at("2026-05-04T20:00:00+08:00");

        assertThat(clock.verdict(at("2026-05-04T10:00:00+08:00"), evening)).isEqualTo(Verdict.IN_TIME);
        assertThat(clock.verdict(at("2026-05-04T10:00:01+08:00"), evening)).isEqualTo(Verdict.LATE);
        assertThat(clock.verdict(null, evening)).isEqualTo(Verdict.MISSED);
        assertThat(clock.verdict(null, at("2026-05-04T10:00:00+08:00"))).isEqualTo(Verdict.OPEN);
    }

    private static Instant at(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }
}
