package org.tongmai.surveillance;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.Source;
import org.tongmai.surveillance.disease.Trace;
import org.tongmai.surveillance.fusion.Budget;
import org.tongmai.surveillance.fusion.Effect;
import org.tongmai.surveillance.fusion.Fusion;
import org.tongmai.surveillance.fusion.SourceSeries;

/**
 * Weighs an alarm by what all sources of its place say: how rarely chance alone shows as much there, and the part of each source. Nothing
 * where the place, or the series in it, has too short a past.
 */
final class Fusing {

    /** Days that the expectations are learned from. */
    private static final int PAST = 3 * 365;

    /** Of these the last tell what scores are common. */
    private static final int COMMON = 2 * 365;

    /** A shorter past says too little of what is common. */
    private static final int LEAST = 300;

    /** Days that must be known of the series itself. */
    private static final int KNOWN_LEAST = 28;

    private static final int PROVINCE = 2;
    private static final double RECURRENCE_MOST = 36_525;

    private final CountStore counts;
    private final BroughtStore brought;
    private final DiseaseList list;

    Fusing(CountStore counts, BroughtStore brought, DiseaseList list) {
        this.counts = counts;
        this.brought = brought;
        this.list = list;
    }

    /** The alarm with its recurrence and the evidence of each source among its facts; as it was where that cannot be said. */
    Signal.Alarm weighed(Signal.Alarm alarm, LocalDate today, Optional<LocalDate> first) {
        LocalDate earliest = today.minusDays(PAST - 1L);
        LocalDate from = first.filter(earliest::isBefore).orElse(earliest);
        int length = (int) ChronoUnit.DAYS.between(from, today) + 1;
        if (first.isEmpty() || length < LEAST) {
            return alarm;
        }
        List<SourceSeries> sources = sources(alarm.place(), alarm.what(), from, today);
        int before = (int) ChronoUnit.DAYS.between(from, alarm.firstDay());
        if (sources.isEmpty()
                || sources.stream()
                        .noneMatch(each -> each.name().equals(alarm.what()) && past(each.observed(), before))) {
            return alarm;
        }
        Fusion fusion = Fusion.of(sources);
        double[] scores = fusion.scores(Math.max(fusion.first(), length - COMMON), length);
        int lately = scores.length - Detection.LOOK_BACK;
        int best = lately;
        for (int t = lately; t < scores.length; t++) {
            best = scores[t] > scores[best] ? t : best;
        }
        Budget budget = Budget.of(Arrays.copyOf(scores, lately), List.of());
        int looked = Math.max(1, (int) counts.counted(alarm.place(), today.minusDays(LEAST), today).stream()
                .map(CountStore.Counted::what)
                .distinct()
                .count());
        double days = Math.min(RECURRENCE_MOST, budget.recurrence(scores[best]) / looked);
        return alarm.weighed(
                days, explained(alarm.explanation(), fusion.reasons(length - scores.length + best), days, today));
    }

    /**
     * Whether days before one tell how often chance shows something: enough of them are known, and something was counted. Of what was
     * never seen in a place nothing tells how rare it is there.
     */
    static boolean past(double[] observed, int before) {
        double[] known = Arrays.stream(observed)
                .limit(Math.max(0, before))
                .filter(each -> !Double.isNaN(each))
                .toArray();
        return known.length >= KNOWN_LEAST && Arrays.stream(known).sum() > 0;
    }

    private List<SourceSeries> sources(String place, String what, LocalDate from, LocalDate today) {
        var sources = new ArrayList<SourceSeries>();
        for (Trace trace : list.traces(what, today)) {
            String series = trace.series().equals(Trace.CASE) ? what : trace.series();
            if (!trace.site()) {
                double @Nullable [] own = days(place, series, from, today);
                if (own != null) {
                    sources.add(new SourceSeries(
                            series,
                            own,
                            others(place, series, own, from, today),
                            kinds(from, own.length),
                            new Effect(trace.perIll(), trace.delayDays(), trace.pupils())));
                }
            }
        }
        return sources;
    }

    /** Null where nobody told anything; days that a list does not reach are unknown. */
    private double @Nullable [] days(String place, String series, LocalDate from, LocalDate today) {
        double[] days = new double[(int) ChronoUnit.DAYS.between(from, today) + 1];
        if (list.heard(series)) {
            Optional<LocalDate> first = counts.firstOf(place, Source.code(series));
            if (first.isEmpty()) {
                return null;
            }
            for (LocalDate day = from; day.isBefore(first.get()) && !day.isAfter(today); day = day.plusDays(1)) {
                days[(int) ChronoUnit.DAYS.between(from, day)] = Double.NaN;
            }
        } else if (list.listed(series)) {
            Optional<BroughtStore.Span> span = brought.span(
                    place,
                    series,
                    today.plusDays(1).atStartOfDay(Surveillance.ZONE).toInstant());
            if (span.isEmpty()) {
                return null;
            }
            for (int t = 0; t < days.length; t++) {
                LocalDate day = from.plusDays(t);
                boolean told = !day.isBefore(span.get().first())
                        && !day.isAfter(span.get().last());
                days[t] = told ? 0 : Double.NaN;
            }
        }
        fill(days, counts.days(place, series, Dated.DIAGNOSIS, from, today), from);
        return days;
    }

    /** The same in the rest of the province; null where nothing is known of it. */
    private double @Nullable [] others(String place, String series, double[] own, LocalDate from, LocalDate today) {
        double[] all = new double[own.length];
        fill(all, counts.days(place.substring(0, PROVINCE) + "%", series, Dated.DIAGNOSIS, from, today), from);
        boolean any = false;
        for (int t = 0; t < all.length; t++) {
            all[t] = Math.max(0, all[t] - (Double.isNaN(own[t]) ? 0 : own[t]));
            any |= all[t] > 0;
        }
        return any ? all : null;
    }

    private static void fill(double[] days, Map<LocalDate, Integer> counted, LocalDate from) {
        counted.forEach((day, cases) -> days[(int) ChronoUnit.DAYS.between(from, day)] = Math.max(0, cases));
    }

    private static int[] kinds(LocalDate from, int days) {
        int[] kinds = new int[days];
        for (int t = 0; t < days; t++) {
            kinds[t] = from.plusDays(t).getDayOfWeek().getValue() - 1;
        }
        return kinds;
    }

    private Explanation explained(Explanation before, Fusion.Reasons reasons, double days, LocalDate today) {
        var facts = new ArrayList<>(before.facts());
        String often = String.format(Locale.ROOT, "%.0f", days);
        facts.add(new Reason(
                "fusion",
                often,
                new Text(
                        "多源证据合成：仅凭偶然，该地约每 " + often + " 天出现一次",
                        "all sources together: by chance alone once in about " + often + " days in this place"),
                0));
        for (Fusion.Evidence each : reasons.evidence()) {
            String bits = String.format(Locale.ROOT, "%+.1f", each.said() / Math.log(2));
            String observed = String.format(Locale.ROOT, "%.0f", each.observed());
            String expected = String.format(Locale.ROOT, "%.1f", each.expected());
            Text name = list.name(each.source(), today);
            facts.add(new Reason(
                    "fusion " + each.source(),
                    observed,
                    new Text(
                            name.zh() + "：近 " + reasons.days() + " 天 " + observed + "，期望 " + expected + "，证据 " + bits
                                    + " 比特",
                            name.en() + ": " + observed + " in " + reasons.days() + " days, " + expected
                                    + " expected, evidence " + bits + " bits"),
                    each.said() / Math.log(2)));
        }
        return new Explanation(before.decided(), before.rule(), before.sentence(), List.copyOf(facts));
    }
}
