package org.tongmai.surveillance;

import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Faults;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.EventRule;
import org.tongmai.surveillance.disease.Source;

/**
 * Looks at the series whose counts changed: the numbers from which an event is reported, then the methods that the table names.
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

    private final CountStore counts;
    private final BroughtStore brought;
    private final CardLists cards;
    private final DiseaseList list;
    private final Statistics statistics;
    private final Fusing fusing;
    private final Alarms alarms;
    private final Clock clock;

    Detection(CountStore counts, BroughtStore brought, CardLists cards, DiseaseList list, Alarms alarms, Clock clock) {
        this.counts = counts;
        this.brought = brought;
        this.cards = cards;
        this.list = list;
        this.statistics = new Statistics(list);
        this.fusing = new Fusing(counts, brought, list);
        this.alarms = alarms;
        this.clock = clock;
    }

    /**
     * Looks at what changed, what waits longest first.
     *
     * @return whether more waits; not where one failed, for that is tried again after a pause
     */
    boolean round() {
        List<CountStore.Series> waiting = counts.waiting(ROUND);
        LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
        var firsts = new HashMap<String, Optional<LocalDate>>();
        boolean failed = false;
        for (CountStore.Series each : waiting) {
            try {
                List<Signal.Alarm> found = list.listed(each.what())
                        ? brought(each.place(), each.what(), today)
                        : alarms(each.place(), each.what(), today, since(each, firsts));
                for (Signal.Alarm alarm : found) {
                    alarms.raise(weighed(alarm, today, firsts));
                }
                counts.evaluated(each);
            } catch (RuntimeException later) {
                failed = true;
                LOG.warn("A series is looked at later: {}", Faults.outline(later));
            }
        }
        return waiting.size() == ROUND && !failed;
    }

    /** How rare it is only orders the list: where that cannot be told, the alarm is raised without. */
    private Signal.Alarm weighed(Signal.Alarm alarm, LocalDate today, Map<String, Optional<LocalDate>> firsts) {
        try {
            return fusing.weighed(alarm, today, firsts.computeIfAbsent(alarm.place(), this::first));
        } catch (RuntimeException unweighed) {
            LOG.warn("An alarm is raised without its recurrence: {}", Faults.outline(unweighed));
            return alarm;
        }
    }

    /** What is more than was to be expected in a series today. */
    List<Signal.Alarm> alarms(String place, String what, LocalDate today) {
        return list.listed(what)
                ? brought(place, what, today)
                : alarms(place, what, today, list.heard(what) ? heard(place, what) : first(place));
    }

    private Optional<LocalDate> first(String place) {
        return counts.first(place, Dated.DIAGNOSIS, list.sources());
    }

    /** Texts are known of since the first of their source; all else since the first case. */
    private Optional<LocalDate> since(CountStore.Series of, Map<String, Optional<LocalDate>> firsts) {
        return list.heard(of.what()) ? heard(of.place(), of.what()) : firsts.computeIfAbsent(of.place(), this::first);
    }

    private Optional<LocalDate> heard(String place, String what) {
        return counts.firstOf(place, Source.code(what));
    }

    /** A list tells until some day; what follows is unknown, not zero. One that ends long ago raises nothing. */
    private List<Signal.Alarm> brought(String place, String what, LocalDate today) {
        return brought.span(place, what, clock.instant())
                .filter(span -> !span.last().isBefore(today.minusDays(LATEST)))
                .map(span -> alarms(place, what, span.last(), Optional.of(span.first())))
                .orElse(List.of());
    }

    /** @param first since when anything is known of the place */
    private List<Signal.Alarm> alarms(String place, String what, LocalDate today, Optional<LocalDate> first) {
        var alarms = new ArrayList<Signal.Alarm>();
        if (first.isEmpty()) {
            return alarms;
        }
        LocalDate earliest = today.minusYears(YEARS);
        LocalDate from = first.get().isBefore(earliest) ? earliest : first.get();
        double[] days = days(place, what, from, today);
        LocalDate fresh = fresh(place, what, today);
        for (EventRule rule : list.events(what, today)) {
            if (rule.site()) {
                sites(place, what, rule, fresh, today).forEach(alarms::add);
            } else {
                int begin = (int) Math.max(0, ChronoUnit.DAYS.between(from, fresh));
                threshold(place, what, rule, from, days, begin).ifPresent(alarms::add);
            }
        }
        if (alarms.stream().noneMatch(each -> each.site().isEmpty())) {
            statistics.alarm(place, what, from, days, today).ifPresent(alarms::add);
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
    private LocalDate fresh(String place, String what, LocalDate today) {
        LocalDate lately = today.minusDays(LOOK_BACK - 1L);
        return counts.learned(
                        place,
                        what,
                        today.minusDays(LATEST),
                        lately.atStartOfDay(Surveillance.ZONE).toInstant())
                .filter(lately::isAfter)
                .orElse(lately);
    }

    private List<Signal.Alarm> sites(String place, String what, EventRule rule, LocalDate fresh, LocalDate today) {
        var windows = new CardLists.Windows(fresh, today, rule.days(), rule.cases());
        List<CardLists.Site> sites =
                list.syndrome(what) ? counts.sites(place, what, windows) : cards.sites(place, what, windows);
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
    static int lastCase(double[] days, int until) {
        int day = until;
        while (day > 0 && days[day] == 0) {
            day--;
        }
        return day;
    }
}
