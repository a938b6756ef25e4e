package org.tongmai.surveillance;

import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Problem;
import org.tongmai.surveillance.detect.Detector;
import org.tongmai.surveillance.detect.Evaluation;
import org.tongmai.surveillance.detect.Method;
import org.tongmai.surveillance.detect.PeriodResult;
import org.tongmai.surveillance.detect.Series;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.EventRule;
import org.tongmai.surveillance.disease.Looking;

/**
 * Looks at the series whose counts changed: thresholds of events, then the methods that the table names. A method's alarm counts where
 * the table's first method that has enough past raises it, or where two methods do.
 */
final class Detection {

    private static final Logger LOG = LoggerFactory.getLogger(Detection.class);

    /** Series looked at in one round. */
    private static final int ROUND = 500;

    /** Days that are looked at anew: late reports change them. */
    static final int LOOK_BACK = 3;

    /** Reports that come later than this raise nothing: what is older when it comes is history. */
    private static final int LATEST = 30;

    private static final int YEARS = 6;
    private static final int WEEK = 7;
    private static final int YEAR = 366;
    /** Windows before and after the same time of the year that a percentile looks at. */
    private static final int AROUND = 21;

    private final CountStore counts;
    private final CardLists cards;
    private final DiseaseList list;
    private final Signals signals;
    private final Clock clock;

    Detection(CountStore counts, CardLists cards, DiseaseList list, Signals signals, Clock clock) {
        this.counts = counts;
        this.cards = cards;
        this.list = list;
        this.signals = signals;
        this.clock = clock;
    }

    /** Looks at what changed; the number of series looked at. */
    int round() {
        List<CountStore.Series> waiting = counts.waiting(ROUND);
        LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
        for (CountStore.Series each : waiting) {
            try {
                alarms(each.place(), each.what(), today).forEach(signals::raise);
                counts.evaluated(each);
            } catch (RuntimeException later) {
                LOG.warn("A series is looked at later: {}", Faults.outline(later));
            }
        }
        return waiting.size();
    }

    /** What is more than was to be expected in a series today. */
    List<Signal.Alarm> alarms(String place, String what, LocalDate today) {
        var alarms = new ArrayList<Signal.Alarm>();
        Optional<LocalDate> first = counts.first(place, Dated.DIAGNOSIS);
        if (first.isEmpty()) {
            return alarms;
        }
        LocalDate earliest = today.minusYears(YEARS);
        LocalDate from = first.get().isBefore(earliest) ? earliest : first.get();
        double[] days = days(place, what, from, today);
        int fresh = fresh(place, what, from, today);
        for (EventRule rule : list.events(what, today)) {
            if (rule.site()) {
                sites(place, what, rule, today).forEach(alarms::add);
            } else {
                threshold(place, what, rule, from, days, fresh).ifPresent(alarms::add);
            }
        }
        if (alarms.stream().noneMatch(each -> each.site().isEmpty())) {
            statistics(place, what, from, days, today).ifPresent(alarms::add);
        }
        return alarms;
    }

    private double[] days(String place, String what, LocalDate from, LocalDate today) {
        double[] days = new double[(int) ChronoUnit.DAYS.between(from, today) + 1];
        counts.days(place, what, Dated.DIAGNOSIS, from, today)
                .forEach((day, cases) -> days[(int) ChronoUnit.DAYS.between(from, day)] = Math.max(0, cases));
        return days;
    }

    /** From which day on windows are looked at: the last days, and those of which a case became known in the last days. */
    private int fresh(String place, String what, LocalDate from, LocalDate today) {
        LocalDate lately = today.minusDays(LOOK_BACK - 1L);
        LocalDate day = counts.learned(
                        place,
                        what,
                        today.minusDays(LATEST),
                        lately.atStartOfDay(Surveillance.ZONE).toInstant())
                .filter(lately::isAfter)
                .orElse(lately);
        return (int) Math.max(0, ChronoUnit.DAYS.between(from, day));
    }

    private List<Signal.Alarm> sites(String place, String what, EventRule rule, LocalDate today) {
        LocalDate from = today.minusDays(rule.days() - 1L);
        List<CardLists.Site> sites = list.syndrome(what)
                ? counts.sites(place, what, from, today, rule.cases())
                : cards.sites(place, what, from, today, rule.cases());
        return sites.stream()
                .map(site -> new Signal.Alarm(
                        what,
                        place,
                        site.site(),
                        "surveillance.t6-cluster@1",
                        site.cases(),
                        null,
                        (double) rule.cases(),
                        site.first(),
                        site.last(),
                        new Explanation(
                                "alarm",
                                "surveillance.t6-cluster@1",
                                new Text(
                                        "同一场所 " + rule.days() + " 天内 " + site.cases() + " 例，达到 " + rule.cases()
                                                + " 例的报告标准。",
                                        site.cases() + " cases of one site within " + rule.days() + " days; from "
                                                + rule.cases() + " on an event is reported."),
                                List.of(source(rule.source())))))
                .toList();
    }

    private static Reason source(String source) {
        return new Reason("source", source, new Text("依据 " + source, "by " + source), 0);
    }

    /** The last window that passes the number, of those that end on a day from {@code fresh} on. */
    private static Optional<Signal.Alarm> threshold(
            String place, String what, EventRule rule, LocalDate from, double[] days, int fresh) {
        for (int last = days.length - 1; last >= fresh; last--) {
            Optional<Signal.Alarm> alarm = window(place, what, rule, from, days, last);
            if (alarm.isPresent()) {
                return alarm;
            }
        }
        return Optional.empty();
    }

    private static Optional<Signal.Alarm> window(
            String place, String what, EventRule rule, LocalDate from, double[] days, int last) {
        int window = Math.max(rule.days(), LOOK_BACK);
        int cases = 0;
        int begin = last;
        for (int day = last; day > Math.max(-1, last - window); day--) {
            cases += (int) days[day];
            begin = days[day] > 0 ? day : begin;
        }
        for (int day = begin - 1; day >= Math.max(0, begin - rule.quiet()); day--) {
            if (days[day] > 0) {
                return Optional.empty();
            }
        }
        if (cases < rule.cases()) {
            return Optional.empty();
        }
        int end = lastCase(days, last);
        return Optional.of(new Signal.Alarm(
                what,
                place,
                "",
                "detect.fixed-threshold@1",
                cases,
                null,
                (double) rule.cases(),
                from.plusDays(begin),
                from.plusDays(end),
                new Explanation(
                        "alarm",
                        "detect.fixed-threshold@1",
                        new Text(
                                window + " 天内 " + cases + " 例，达到 " + rule.cases() + " 例的报告标准。",
                                cases + " cases within " + window + " days; from " + rule.cases()
                                        + " on it is reported."),
                        List.of(source(rule.source())))));
    }

    /** The last day with a case until then: an alarm is of cases, and grows with them, not with the days. */
    private static int lastCase(double[] days, int until) {
        int day = until;
        while (day > 0 && days[day] == 0) {
            day--;
        }
        return day;
    }

    // -- methods

    /** What one method says of the last days. */
    private record Said(Looking by, PeriodResult result, LocalDate day) {}

    private Optional<Signal.Alarm> statistics(
            String place, String what, LocalDate from, double[] days, LocalDate today) {
        @Nullable Said primary = null;
        var alarming = new ArrayList<Said>();
        for (Looking each : list.detectors(what, today)) {
            Said said = enough(each, days) ? saidIfAble(place, what, each, from, days) : null;
            if (said != null && said.result.known()) {
                primary = primary == null ? said : primary;
                if (said.result.alarm()) {
                    alarming.add(said);
                }
            }
        }
        if (alarming.isEmpty() || !alarming.contains(primary) && alarming.size() < 2) {
            return Optional.empty();
        }
        return Optional.of(alarm(place, what, alarming, from, days));
    }

    private static Signal.Alarm alarm(
            String place, String what, List<Said> alarming, LocalDate from, double[] days) {
        Said by = alarming.getFirst();
        PeriodResult result = by.result;
        var facts = new ArrayList<>(result.why().facts());
        alarming.stream()
                .skip(1)
                .forEach(other -> facts.add(new Reason(
                        other.by.method(),
                        "alarm",
                        new Text(other.by.method() + " 亦预警", other.by.method() + " alarms too"),
                        0)));
        int observed = week(days, days.length - 1);
        return new Signal.Alarm(
                what,
                place,
                "",
                result.why().rule(),
                observed,
                finite(result.expected()),
                finite(result.bound()),
                by.day.minusDays(WEEK - 1L),
                from.plusDays(lastCase(days, (int) ChronoUnit.DAYS.between(from, by.day))),
                new Explanation("alarm", result.why().rule(), sentence(by, observed), facts));
    }

    /** A percentile is of sums of seven days; the other methods speak of the last day or week. */
    private static Text sentence(Said by, int observed) {
        PeriodResult result = by.result;
        if (by.by.method().equals("moving-percentile")) {
            String expected = String.format(Locale.ROOT, "%.1f", result.expected());
            String bound = String.format(Locale.ROOT, "%.1f", result.bound());
            return new Text(
                    "近 7 天 " + observed + " 例；历年同期中位数 " + expected + " 例，阈值 " + bound + " 例：预警。",
                    observed + " cases in 7 days; median of the same time of past years " + expected + ", bound "
                            + bound + ": alarm.");
        }
        return new Text(
                "近 7 天 " + observed + " 例。" + result.why().sentence().zh(),
                observed + " cases in 7 days. " + result.why().sentence().en());
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** Whether there are as many cases in the last week as an alarm of this method needs. */
    private static boolean enough(Looking looking, double[] days) {
        return week(days, days.length - 1) >= looking.cases();
    }

    private static int week(double[] days, int last) {
        int cases = 0;
        for (int day = last; day > Math.max(-1, last - WEEK); day--) {
            cases += (int) days[day];
        }
        return cases;
    }

    /** A method that cannot say hinders no other, and no number from which an event is reported. */
    private static @Nullable Said saidIfAble(
            String place, String what, Looking looking, LocalDate from, double[] days) {
        try {
            return said(place, looking, from, days);
        } catch (Problem cannot) {
            LOG.warn("{} cannot look at the series {} {}: {}", looking.method(), place, what, cannot.code());
            return null;
        }
    }

    /** The last alarm within the days that are looked at anew, else today; null where there is too little past. */
    private static @Nullable Said said(String place, Looking looking, LocalDate from, double[] days) {
        return switch (looking.method()) {
            case "farrington", "farrington-flexible", "cdc", "bayes", "rki" -> weekly(place, looking, from, days);
            default -> daily(place, looking, from, days);
        };
    }

    private static @Nullable Said daily(String place, Looking looking, LocalDate from, double[] days) {
        Map<String, String> parameters = new HashMap<>(looking.parameters());
        if (looking.method().equals("moving-percentile")) {
            int years = (days.length - LOOK_BACK - AROUND - WEEK) / YEAR;
            if (years < 1) {
                return null;
            }
            parameters.putIfAbsent("years", String.valueOf(Math.min(5, years)));
        }
        Detector detector = Method.of(looking.method()).with(parameters);
        Series series = daily(place, from, days);
        int begin = Math.max(detector.firstPosition(series), days.length - LOOK_BACK);
        if (begin >= days.length) {
            return null;
        }
        Evaluation evaluation = detector.evaluate(series, begin, days.length);
        int best = days.length - 1;
        for (int day = begin; day < days.length; day++) {
            if (evaluation.known(day) && evaluation.alarm(day)) {
                best = day;
            }
        }
        return new Said(looking, detector.result(series, evaluation, best), from.plusDays(best));
    }

    static Series daily(String place, LocalDate from, double[] days) {
        long[] dates = new long[days.length];
        for (int i = 0; i < days.length; i++) {
            dates[i] = from.toEpochDay() + i;
        }
        return new Series(place, 1, days, dates, null, Series.DAILY);
    }

    private static @Nullable Said weekly(String place, Looking looking, LocalDate from, double[] days) {
        int weeks = days.length / WEEK;
        Detector detector = Method.of(looking.method()).with(looking.parameters());
        Series series = weekly(place, from, days);
        if (weeks < 1 || detector.firstPosition(series) >= weeks) {
            return null;
        }
        Evaluation evaluation = detector.evaluate(series, weeks - 1, weeks);
        return new Said(looking, detector.result(series, evaluation, weeks - 1), from.plusDays(days.length - 1L));
    }

    /** Weeks that end today. */
    static Series weekly(String place, LocalDate from, double[] days) {
        int weeks = days.length / WEEK;
        int skipped = days.length % WEEK;
        double[] sums = new double[weeks];
        long[] dates = new long[weeks];
        for (int week = 0; week < weeks; week++) {
            dates[week] = from.toEpochDay() + skipped + (long) week * WEEK;
            for (int day = 0; day < WEEK; day++) {
                sums[week] += days[skipped + week * WEEK + day];
            }
        }
        return new Series(place, 1, sums, dates, null, Series.WEEKLY);
    }
}
