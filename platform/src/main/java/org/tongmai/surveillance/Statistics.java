package org.tongmai.surveillance;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.tongmai.kernel.Problem;
import org.tongmai.surveillance.detect.Detector;
import org.tongmai.surveillance.detect.Evaluation;
import org.tongmai.surveillance.detect.Method;
import org.tongmai.surveillance.detect.PeriodResult;
import org.tongmai.surveillance.detect.Series;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.Looking;
import org.tongmai.surveillance.disease.Source;

/**
 * What the methods of the table say of a series. A method's alarm counts where the table's first method that has enough past raises it, or
 * where two methods do.
 */
final class Statistics {

    private static final Logger LOG = LoggerFactory.getLogger(Statistics.class);

    private static final int WEEK = 7;
    private static final int YEAR = 366;

    /** Windows before and after the same time of the year that a percentile looks at. */
    private static final int AROUND = 21;

    private static final Text CASES = new Text("例", "cases");

    private final DiseaseList list;

    Statistics(DiseaseList list) {
        this.list = list;
    }

    /** What one method says of the last days. */
    private record Said(Looking by, PeriodResult result, LocalDate day) {}

    /** Empty where nothing is more than was to be expected. */
    Optional<Signal.Alarm> alarm(String place, String what, LocalDate from, double[] days, LocalDate today) {
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
        return Optional.of(alarm(place, what, alarming, from, days, unit(what, today)));
    }

    private static Signal.Alarm alarm(
            String place, String what, List<Said> alarming, LocalDate from, double[] days, Text unit) {
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
        boolean past = past(days, days.length - WEEK);
        return new Signal.Alarm(
                what,
                place,
                "",
                result.why().rule(),
                observed,
                past ? finite(result.expected()) : null,
                past ? finite(result.bound()) : null,
                by.day.minusDays(WEEK - 1L),
                from.plusDays(Detection.lastCase(days, (int) ChronoUnit.DAYS.between(from, by.day))),
                new Explanation(
                        "alarm",
                        result.why().rule(),
                        past ? sentence(by, observed, unit) : noPast(observed, unit),
                        facts));
    }

    /** Whether there was a case before a position: where there was none, what was to be expected is not zero but unknown. */
    static boolean past(double[] counts, int until) {
        return Arrays.stream(counts, 0, Math.clamp(until, 0, counts.length)).anyMatch(cases -> cases > 0);
    }

    private static Text noPast(int observed, Text unit) {
        return new Text(
                "近 7 天 " + observed + " " + unit.zh() + "；此前没有记录，尚无可比的过去。",
                observed + " " + unit.en() + " in 7 days; no past yet: there was none before.");
    }

    private Text unit(String what, LocalDate today) {
        return list.sources(today).stream()
                .filter(each -> each.code().equals(Source.code(what)))
                .findFirst()
                .map(Source::unit)
                .orElse(CASES);
    }

    /** A percentile is of sums of seven days; the other methods speak of the last day or week. */
    private static Text sentence(Said by, int observed, Text unit) {
        PeriodResult result = by.result;
        if (by.by.method().equals("moving-percentile")) {
            String expected = String.format(Locale.ROOT, "%.1f", result.expected());
            String bound = String.format(Locale.ROOT, "%.1f", result.bound());
            return new Text(
                    "近 7 天 " + observed + " " + unit.zh() + "；历年同期中位数 " + expected + "，阈值 " + bound + "：预警。",
                    observed + " " + unit.en() + " in 7 days; median of the same time of past years " + expected
                            + ", bound " + bound + ": alarm.");
        }
        return new Text(
                "近 7 天 " + observed + " " + unit.zh() + "。"
                        + result.why().sentence().zh(),
                observed + " " + unit.en() + " in 7 days. "
                        + result.why().sentence().en());
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
            int years = (days.length - Detection.LOOK_BACK - AROUND - WEEK) / YEAR;
            if (years < 1) {
                return null;
            }
            parameters.putIfAbsent("years", String.valueOf(Math.min(5, years)));
        }
        Detector detector = Method.of(looking.method()).with(parameters);
        Series series = daily(place, from, days);
        int begin = Math.max(detector.firstPosition(series), days.length - Detection.LOOK_BACK);
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
