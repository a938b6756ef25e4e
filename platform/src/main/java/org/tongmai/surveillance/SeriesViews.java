package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;
import org.tongmai.surveillance.detect.Detector;
import org.tongmai.surveillance.detect.Evaluation;
import org.tongmai.surveillance.detect.Method;
import org.tongmai.surveillance.detect.Series;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.nowcast.Estimate;
import org.tongmai.surveillance.nowcast.Nowcast;
import org.tongmai.surveillance.nowcast.NowcastSettings;
import org.tongmai.surveillance.nowcast.Reports;

/** A series as a page draws it: counts, what a method says of each day, what is still to come, as it is known or was known. */
final class SeriesViews {

    /** Days drawn at once. */
    static final int DAYS_MOST = 1_100;

    private static final int NOWCAST_DELAY = 14;
    private static final int NOWCAST_WINDOW = 60;

    /** So many cases that were reported in the usual way tell how late reports come. */
    private static final int NOWCAST_LEAST = 30;

    private static final int YEARS = 6;
    private static final int WEEK = 7;

    /** What is told where the last period is the first with a case, or none has any. */
    private static final String NO_PAST = "surveillance.no-past";

    private final CountStore counts;
    private final BroughtStore brought;
    private final DiseaseList list;
    private final Clock clock;

    SeriesViews(CountStore counts, BroughtStore brought, DiseaseList list, Clock clock) {
        this.counts = counts;
        this.brought = brought;
        this.list = list;
        this.clock = clock;
    }

    /**
     * What is asked.
     *
     * @param prefix of places, for {@code like}
     * @param method empty for none
     * @param asOf as it was known then; null for now
     */
    record Asked(
            String prefix,
            String what,
            Dated dated,
            LocalDate from,
            LocalDate until,
            String method,
            Map<String, String> parameters,
            @Nullable Instant asOf,
            boolean weekly) {

        /** Not beyond what is known: what follows is unknown, not zero. */
        private Asked until(LocalDate known) {
            LocalDate last = known.isBefore(until) ? known : until;
            return new Asked(prefix, what, dated, from, last, method, parameters, asOf, weekly);
        }
    }

    /** One period. */
    record Point(
            LocalDate day,
            int cases,
            @Nullable Double expected,
            @Nullable Double bound,
            boolean alarm,
            @Nullable Double estimate,
            @Nullable Double low,
            @Nullable Double high) {}

    /** @param note why the method says nothing, where it does not; null where it does */
    record View(
            List<Point> points,
            @Nullable Explanation last,
            @Nullable String note) {}

    View view(Asked asked) {
        if (ChronoUnit.DAYS.between(asked.from, asked.until) > DAYS_MOST || asked.until.isBefore(asked.from)) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.period-wrong",
                    "That is not a period that can be drawn.",
                    "It begins before it ends and has at most " + DAYS_MOST + " days.",
                    "Choose a shorter one.");
        }
        Instant asOf = asked.asOf == null ? clock.instant() : asked.asOf;
        return list.listed(asked.what)
                ? brought.span(asked.prefix, asked.what, asOf)
                        .filter(span -> !span.last().isBefore(asked.from))
                        .map(span -> view(asked.until(span.last()), asOf, span.first()))
                        .orElse(new View(List.of(), null, null))
                : view(asked, asOf, first(asked, asOf).orElse(asked.from));
    }

    private Optional<LocalDate> first(Asked asked, Instant asOf) {
        return asked.asOf == null
                ? counts.first(asked.prefix, asked.dated, list.sources())
                : counts.first(asked.prefix, asked.dated, list.sources(), asOf);
    }

    private View view(Asked asked, Instant asOf, LocalDate first) {
        LocalDate earliest = asked.until.minusYears(YEARS);
        LocalDate begin = first.isBefore(earliest) ? earliest : first.isAfter(asked.from) ? asked.from : first;
        Map<LocalDate, Integer> known = asked.asOf == null
                ? counts.days(asked.prefix, asked.what, asked.dated, begin, asked.until)
                : counts.days(asked.prefix, asked.what, asked.dated, begin, asked.until, asOf);
        double[] days = new double[(int) ChronoUnit.DAYS.between(begin, asked.until) + 1];
        known.forEach((day, cases) -> days[(int) ChronoUnit.DAYS.between(begin, day)] = Math.max(0, cases));
        return asked.weekly ? weekly(asked, begin, days) : daily(asked, begin, days, asOf);
    }

    private View daily(Asked asked, LocalDate begin, double[] days, Instant asOf) {
        Said said = said(asked, Statistics.daily(asked.prefix, begin, days));
        Map<LocalDate, Estimate> estimates = asked.dated == Dated.ONSET ? nowcast(asked, asOf) : Map.of();
        var points = new ArrayList<Point>();
        for (int i = (int) ChronoUnit.DAYS.between(begin, asked.from); i < days.length; i++) {
            LocalDate day = begin.plusDays(i);
            points.add(point(day, (int) days[i], said, i, estimates.get(day)));
        }
        return new View(points, said.last, said.note);
    }

    private View weekly(Asked asked, LocalDate begin, double[] days) {
        Series series = Statistics.weekly(asked.prefix, begin, days);
        Said said = said(asked, series);
        var points = new ArrayList<Point>();
        for (int i = 0; i < series.length(); i++) {
            LocalDate week = begin.plusDays(days.length % WEEK + (long) i * WEEK);
            if (!week.isBefore(asked.from)) {
                points.add(point(week, (int) series.observed()[i], said, i, null));
            }
        }
        return new View(points, said.last, said.note);
    }

    private static Point point(LocalDate day, int cases, Said said, int at, @Nullable Estimate estimate) {
        Evaluation evaluation = said.evaluation;
        boolean known = evaluation != null && at >= said.from && evaluation.known(at);
        boolean complete = estimate == null || estimate.reported() >= estimate.mean();
        return new Point(
                day,
                cases,
                known && at > said.first && evaluation != null ? finite(evaluation.expected(at)) : null,
                known && at > said.first && evaluation != null ? finite(evaluation.bound(at)) : null,
                known && evaluation != null && evaluation.alarm(at),
                complete || estimate == null ? null : estimate.mean(),
                complete || estimate == null ? null : estimate.quantiles()[0],
                complete || estimate == null ? null : estimate.quantiles()[estimate.quantiles().length - 1]);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** @param first where the first case is: until then there is no past to compare with */
    private record Said(
            @Nullable Evaluation evaluation,
            int from,
            int first,
            @Nullable Explanation last,
            @Nullable String note) {
        static Said nothing(@Nullable String note) {
            return new Said(null, 0, 0, null, note);
        }
    }

    private static Said said(Asked asked, Series series) {
        if (asked.method.isEmpty() || series.length() == 0) {
            return Said.nothing(null);
        }
        var parameters = new HashMap<>(asked.parameters);
        if (asked.method.equals("moving-percentile")) {
            if (!asked.weekly) {
                parameters.putIfAbsent("window", String.valueOf(WEEK));
            }
            int past = asked.weekly ? (series.length() - 4) / 53 : (series.length() - 31) / 366;
            parameters.putIfAbsent("years", String.valueOf(Math.clamp(past, 1, 5)));
        }
        Detector detector = Method.of(asked.method).with(parameters);
        int from = detector.firstPosition(series);
        if (from >= series.length()) {
            return Said.nothing("surveillance.series-short");
        }
        try {
            Evaluation evaluation = detector.evaluate(series, from, series.length());
            int first = 0;
            while (first < series.length() && !(series.observed()[first] > 0)) {
                first++;
            }
            int last = series.length() - 1;
            return first < last
                    ? new Said(
                            evaluation,
                            from,
                            first,
                            detector.result(series, evaluation, last).why(),
                            null)
                    : new Said(evaluation, from, first, null, NO_PAST);
        } catch (Problem cannot) {
            return Said.nothing(cannot.code());
        }
    }

    /** What is still to be reported of the last days, by how late reports came. */
    private Map<LocalDate, Estimate> nowcast(Asked asked, Instant asOf) {
        LocalDate today = LocalDate.ofInstant(asOf, Surveillance.ZONE);
        LocalDate from = today.minusDays(NOWCAST_WINDOW + NOWCAST_DELAY);
        int days = (int) ChronoUnit.DAYS.between(from, today) + 1;
        int[][] reported = new int[days][NOWCAST_DELAY + 1];
        int complete = 0;
        for (CountStore.Delay each : counts.delays(asked.prefix, asked.what, from, today, asOf)) {
            int[] day = reported[(int) ChronoUnit.DAYS.between(from, each.day())];
            int cases = each.late() <= NOWCAST_DELAY || each.cases() < 0 ? counted(day, each) : 0;
            complete += each.day().plusDays(NOWCAST_DELAY).isBefore(today) ? cases : 0;
        }
        if (complete < NOWCAST_LEAST) {
            return Map.of();
        }
        var estimates = new TreeMap<LocalDate, Estimate>();
        Nowcast.of(new Reports(reported), new NowcastSettings(NOWCAST_DELAY, NOWCAST_WINDOW, 1_000, 1))
                .forEach(each -> estimates.put(from.plusDays(each.day()), each));
        return estimates;
    }

    /** Adds the cases of one delay to their day; those taken away were never reported, the latest first. */
    static int counted(int[] day, CountStore.Delay delay) {
        if (delay.cases() >= 0) {
            day[delay.late()] += delay.cases();
            return delay.cases();
        }
        int left = -delay.cases();
        for (int late = Math.min(delay.late(), day.length - 1); late >= 0 && left > 0; late--) {
            int less = Math.min(left, day[late]);
            day[late] -= less;
            left -= less;
        }
        return delay.cases() + left;
    }

    DiseaseList list() {
        return list;
    }
}
