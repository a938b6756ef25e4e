package org.tongmai.onboarding;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.intake.Received;
import org.tongmai.onboarding.VolumeStore.Counting;
import org.tongmai.onboarding.VolumeStore.Feed;

/**
 * What comes from whom by the hour beside what comes by habit, and which feeds fell silent. Counted from the journal in rounds beside the
 * doors; a message on its way in pays nothing for it.
 */
public final class Volumes {

    /** Messages that one step counts, by their numbers. */
    private static final int STEP = 100_000;

    /** Counts that are older say nothing of a habit. */
    private static final Duration KEPT = Duration.ofDays(120);

    private static final int FEEDS_MAX = 1_000;

    private final VolumeStore store;
    private final Received journal;
    private final Path data;
    private final Duration settle;
    private final TransactionOperations transaction;
    private final Clock clock;

    Volumes(
            VolumeStore store,
            Received journal,
            Path data,
            Duration settle,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.journal = journal;
        this.data = data;
        this.settle = settle;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** One round. Returns whether there is more to count. */
    boolean round() {
        boolean more = Boolean.TRUE.equals(transaction.execute(status -> count()));
        if (!more) {
            judge();
        }
        return more;
    }

    /** The feeds of an institution, or of all where it is empty; silent ones first, at most {@value #FEEDS_MAX}. */
    List<Feed> feeds(String institution) {
        return store.feeds(institution, FEEDS_MAX);
    }

    /** Everything that came before is counted. */
    Instant countedUntil() {
        return store.until();
    }

    /** The hours of a day beside their habit; an empty system or kind is every one. */
    List<Habit.Hour> day(String institution, String system, String kind, LocalDate day) {
        Instant from = day.atStartOfDay(Onboardings.ZONE).toInstant();
        Instant until = day.plusDays(1).atStartOfDay(Onboardings.ZONE).toInstant();
        Optional<Instant> first = store.first(institution, system, kind);
        if (first.isEmpty()) {
            return List.of();
        }
        Habit habit = new Habit(Holidays.in(data));
        ToLongFunction<Instant> counts = counts(institution, system, kind, from, until);
        List<Habit.Hour> hours = new ArrayList<>();
        for (Instant hour = from; hour.isBefore(until); hour = hour.plus(Duration.ofHours(1))) {
            hours.add(habit.hour(hour, first.get(), counts));
        }
        return List.copyOf(hours);
    }

    private ToLongFunction<Instant> counts(
            String institution, String system, String kind, Instant from, Instant until) {
        Map<Instant, Long> counts = store.hours(institution, system, kind, from.minus(Habit.reach()), until);
        return hour -> counts.getOrDefault(hour, 0L);
    }

    /**
     * Counts to where the journal ended some time ago, once every transaction that was under way then has ended, and marks where it
     * ends now. Numbers are given before lines are committed, so nothing below the mark may still come when it is counted.
     */
    private boolean count() {
        Counting now = store.counting().orElse(null);
        if (now == null) {
            return false;
        }
        Instant writing = journal.oldestWriter();
        Instant at = clock.instant();
        boolean settled =
                !now.markedAt().plus(settle).isAfter(at) && now.markedAt().isBefore(writing);
        if (!settled) {
            return false;
        }
        long to = Math.min(now.mark(), now.place() + STEP);
        if (to > now.place()) {
            journal.volumes(now.place(), to).forEach(store::add);
        }
        boolean whole = to == now.mark();
        store.counted(
                whole
                        ? new Counting(to, journal.end(), at, now.markedAt())
                        : new Counting(to, now.mark(), now.markedAt(), now.until()));
        return !whole;
    }

    /** Looks at feeds that sent nothing in the last whole hour, once each hour. */
    private void judge() {
        Instant hour = store.until().truncatedTo(ChronoUnit.HOURS);
        List<Feed> quiet = store.quiet(hour);
        if (quiet.isEmpty()) {
            return;
        }
        Habit habit = new Habit(Holidays.in(data));
        for (Feed feed : quiet) {
            Instant since = feed.newest().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
            ToLongFunction<Instant> counts = counts(feed.institution(), feed.system(), feed.kind(), since, hour);
            Optional<Habit.Finding> finding = habit.silent(since, hour, feed.firstHour(), counts);
            transaction.executeWithoutResult(status -> {
                finding.ifPresent(found -> store.alarm(feed, since, hour, found));
                store.judged(feed, hour);
            });
        }
        store.forget(hour.minus(KEPT));
    }

    /** The day that is under way. */
    LocalDate today() {
        return ZonedDateTime.now(clock.withZone(Onboardings.ZONE)).toLocalDate();
    }
}
