package org.tongmai.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A feed is silent only against its own habit. */
class HabitTest {

    private static final Instant LONG_AGO = at("2025-06-01T00:00");

    @TempDir
    private Path data;

    private final Map<Instant, Long> counts = new HashMap<>();

    @Test
    void aWorkingDayWithoutMessagesIsSilentAndSaysWhatWouldHaveCome() {
        weeks(LocalDate.parse("2026-03-17"), 9, 9, 17, 40);

        var finding = silent("2026-03-17T09:00", "2026-03-17T11:00");

        assertThat(finding).hasValue(new Habit.Finding(80, 80, 8)); // of nine weeks, 17 February was a holiday
    }

    @Test
    void aNightIsNoSilenceWhereNightsAreAlwaysSilent() {
        weeks(LocalDate.parse("2026-03-17"), 8, 9, 17, 40);

        assertThat(silent("2026-03-16T20:00", "2026-03-17T06:00")).isEmpty();
    }

    @Test
    void aHolidayIsComparedWithSundaysAndASaturdayOfWorkWithFridays() {
        LocalDate labourDay = LocalDate.parse("2026-05-01"); // a Friday
        for (LocalDate day = labourDay.minusWeeks(10); day.isBefore(labourDay); day = day.plusDays(1)) {
            boolean works = day.getDayOfWeek().getValue() <= 5;
            for (int hour = 9; hour < 17 && works; hour++) {
                counts.put(at(day + "T%02d:00".formatted(hour)), 40L);
            }
        }

        assertThat(silent("2026-04-30T09:00", "2026-04-30T12:00"))
                .as("the Thursday before")
                .isPresent();
        assertThat(silent("2026-05-01T09:00", "2026-05-01T12:00"))
                .as("the holiday")
                .isEmpty();
        assertThat(silent("2026-05-09T09:00", "2026-05-09T12:00"))
                .as("a Saturday of work")
                .isPresent();
        assertThat(silent("2026-05-16T09:00", "2026-05-16T12:00"))
                .as("any Saturday")
                .isEmpty();
    }

    @Test
    void oneFailureAmongEightWeeksHidesNoOtherAndFewWeeksSayNothing() {
        LocalDate day = LocalDate.parse("2026-07-15");
        weeks(day, 8, 9, 17, 40);
        for (int hour = 9; hour < 17; hour++) {
            counts.remove(at(day.minusWeeks(3) + "T%02d:00".formatted(hour)));
        }

        assertThat(silent("2026-07-15T09:00", "2026-07-15T11:00")).isPresent();
        Habit habit = new Habit(Holidays.in(data));
        Instant twoWeeksAgo = at(day.minusWeeks(2) + "T00:00");
        assertThat(habit.silent(at("2026-07-15T09:00"), at("2026-07-15T11:00"), twoWeeksAgo, this::count))
                .isEmpty();
    }

    @Test
    void aFeedThatSendsByChanceIsSeldomCalledSilentAndOneThatStoppedIsAlways() {
        var random = new Random(7);
        LocalDate last = LocalDate.parse("2026-08-31");
        for (LocalDate day = last.minusWeeks(30); !day.isAfter(last); day = day.plusDays(1)) {
            for (int hour = 0; hour < 24; hour++) {
                double mean = hour >= 8 && hour < 18 ? 6 : 0.3;
                counts.put(at(day + "T%02d:00".formatted(hour)), poisson(mean, random));
            }
        }
        int wrong = 0;
        int missed = 0;
        for (LocalDate day = last.minusWeeks(15); !day.isAfter(last); day = day.plusDays(1)) {
            Instant since = at(day + "T00:00");
            for (int hour = 0; hour < 24; hour++) {
                Instant now = at(day + "T%02d:00".formatted(hour));
                if (count(now) > 0) {
                    since = now.plus(Duration.ofHours(1));
                } else if (silentBetween(since, now.plus(Duration.ofHours(1)))) {
                    wrong++;
                }
            }
            missed += silentBetween(at(day + "T08:00"), at(day + "T13:00")) ? 0 : 1;
        }

        assertThat(wrong).as("false alarms in 106 days").isLessThan(6);
        assertThat(missed)
                .as("days on which five hours of work without a message are not alarmed")
                .isZero();
    }

    private boolean silentBetween(Instant since, Instant until) {
        return new Habit(Holidays.in(data))
                .silent(since, until, LONG_AGO, this::count)
                .isPresent();
    }

    private Optional<Habit.Finding> silent(String since, String until) {
        return new Habit(Holidays.in(data)).silent(at(since), at(until), LONG_AGO, this::count);
    }

    private long count(Instant hour) {
        return counts.getOrDefault(hour, 0L);
    }

    private void weeks(LocalDate day, int weeks, int from, int until, long messages) {
        for (int week = 1; week <= weeks; week++) {
            for (int back = 0; back < 7; back++) {
                LocalDate each = day.minusWeeks(week).plusDays(back);
                for (int hour = from; hour < until; hour++) {
                    counts.put(at(each + "T%02d:00".formatted(hour)), messages);
                }
            }
        }
    }

    private static long poisson(double mean, Random random) {
        double limit = Math.exp(-mean);
        long count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(Onboardings.ZONE).toInstant();
    }
}
