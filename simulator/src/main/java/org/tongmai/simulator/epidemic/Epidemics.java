package org.tongmai.simulator.epidemic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tongmai.simulator.Dice;

/**
 * Daily counts of a province in several sources, with seeded outbreaks, and the truth apart. A count is of the day on which it became
 * known, so a series until some day is what was known then.
 *
 * <p>What is counted outside of outbreaks is negative binomial around a mean of waves of the year (a county's own in height and time), a
 * slow swing of the county and the disease, factors of weekdays and holidays, and how many see a doctor, which changes over the years: as
 * fewer do, more drugs are sold. Sporadic cases of a site bring a second one there at times.
 */
public final class Epidemics {

    /** Second cases of a site within two weeks, as reported cases show by their school, workplace or estate. */
    public static final String PAIR = "PAIR";

    /** Third and further cases of a site within two weeks. */
    public static final String CLUSTER = "CLUSTER";

    /** Third cases alone. */
    public static final String THIRD = "THIRD";

    /** Fourth and further ones alone. */
    public static final String SPREAD = "SPREAD";

    private static final String CARD = "CASE";
    private static final String DRUG = "DRUG";
    private static final double PER = 100_000;
    private static final double YEAR = 365.25;
    private static final double PEOPLE_MEDIAN = 480_000;
    private static final double PEOPLE_SPREAD = 0.5;
    private static final double PHASE_DAYS = 10;
    private static final double HEIGHT_SPREAD = 0.15;
    private static final double SWING = 0.2;
    private static final double SWING_DAYS = 25;
    private static final int PEOPLE_PER_SITE = 1_500;
    private static final double SITE_KNOWN = 0.6;
    private static final double SITE_KNOWN_OUTBREAK = 0.85;
    private static final double SECOND_CASE = 0.06;
    private static final int SITE_DAYS = 14;
    private static final int APART = 75;
    private static final double CARE_CHANGE = 0.3;
    private static final double POSTPONED = 0.5;

    private final EpidemicSettings settings;
    private final Days days;
    private final List<Condition> conditions = Condition.all();
    private final List<SourceModel> sources = SourceModel.all();
    private final double[] care;
    private final List<String> places = new ArrayList<>();
    private final double[] people;
    private final Map<String, int[][]> series = new LinkedHashMap<>();
    private final List<Outbreak> outbreaks = new ArrayList<>();

    private Epidemics(EpidemicSettings settings) {
        this.settings = settings;
        this.days = new Days(settings.first(), settings.days());
        this.care = care(settings.days());
        this.people = new double[settings.counties()];
        for (SourceModel source : sources) {
            if (source.kind() == SourceModel.Kind.CARD) {
                conditions.forEach(each -> add(source.code() + '-' + each.code()));
            } else {
                add(source.code());
            }
        }
        conditions.forEach(each -> add(PAIR + '-' + each.code()));
        conditions.forEach(each -> add(CLUSTER + '-' + each.code()));
        conditions.forEach(each -> add(THIRD + '-' + each.code()));
        conditions.forEach(each -> add(SPREAD + '-' + each.code()));
    }

    private void add(String name) {
        series.put(name, new int[settings.counties()][settings.days()]);
    }

    /** All of a province. */
    public static Epidemics generate(EpidemicSettings settings) {
        var all = new Epidemics(settings);
        for (int county = 0; county < settings.counties(); county++) {
            all.county(county);
        }
        return all;
    }

    public EpidemicSettings settings() {
        return settings;
    }

    public Days days() {
        return days;
    }

    /** Codes of the counties. */
    public List<String> places() {
        return List.copyOf(places);
    }

    /** People of a county. */
    public double people(int county) {
        return people[county];
    }

    public List<Condition> conditions() {
        return conditions;
    }

    /**
     * Codes of the series: {@code CASE-3500}, {@code LAB-3500}, {@code PAIR-3500}, {@code CLUSTER-3500}, {@code THIRD-3500}, {@code SPREAD-3500} for each disease, {@code SYN-RESP}, {@code DRUG-FEVER}
     * and so on for those that several share.
     */
    public List<String> names() {
        return List.copyOf(series.keySet());
    }

    /** Counts of each day, {@code NaN} on days on which the source does not tell. */
    public double[] counts(String name, int county) {
        int[] known = counted(name, county);
        double[] counts = new double[known.length];
        boolean school = name.equals("ABSENCE");
        for (int t = 0; t < counts.length; t++) {
            counts[t] = school && !days.school(t) ? Double.NaN : known[t];
        }
        return counts;
    }

    /** The truth. */
    public List<Outbreak> outbreaks() {
        return List.copyOf(outbreaks);
    }

    /** How many of those who fall ill see a doctor, against the mean of all days: a change in the middle of the years. */
    private static double[] care(int days) {
        double[] care = new double[days];
        for (int t = 0; t < days; t++) {
            care[t] = 1 - CARE_CHANGE / 2 + CARE_CHANGE / (1 + StrictMath.exp(-(t - days / 2.0) / 90));
        }
        return scaled(care);
    }

    private static double[] scaled(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(each -> each / mean).toArray();
    }

    private void county(int county) {
        var draws = new Draws(Dice.of(settings.seed(), "county", county));
        places.add(String.valueOf(330_101 + county / 30 * 100 + county % 30));
        people[county] =
                PEOPLE_MEDIAN * StrictMath.exp(PEOPLE_SPREAD * draws.dice().normal());
        for (SourceModel source : sources) {
            if (source.kind() != SourceModel.Kind.CARD) {
                background(source, county, draws);
            }
        }
        for (Condition condition : conditions) {
            disease(condition, county, draws);
        }
        seed(county, new Draws(Dice.of(settings.seed(), "outbreaks", county)));
        for (Condition condition : conditions) {
            sites(condition, county, new Draws(Dice.of(settings.seed(), "sites " + condition.code(), county)));
        }
    }

    private void background(SourceModel source, int county, Draws draws) {
        double[] level = level(List.of(source.wave()), draws);
        double[] factors = source.factors(days);
        int[] counts = counted(source.code(), county);
        boolean drug = source.code().startsWith(DRUG);
        for (int t = 0; t < counts.length; t++) {
            double seen = drug ? 2 - care[t] : source.kind() == SourceModel.Kind.SCHOOL ? 1 : care[t];
            counts[t] = draws.scattered(
                    people[county] / PER * source.background() * level[t] * factors[t] * seen, source.dispersion());
        }
    }

    private void disease(Condition condition, int county, Draws draws) {
        double[] level = level(condition.waves(), draws);
        double cards = condition.left(CARD).perIll();
        for (SourceModel source : sources) {
            if (source.kind() == SourceModel.Kind.CARD) {
                double share = condition.left(source.code()).perIll() / cards;
                double daily = people[county] / PER * condition.rate() / YEAR * share;
                double[] factors = source.factors(days);
                int[] counts = counted(source.code() + '-' + condition.code(), county);
                for (int t = 0; t < counts.length; t++) {
                    counts[t] = draws.scattered(daily * level[t] * factors[t] * care[t], condition.dispersion());
                }
            }
        }
    }

    /** Waves of the year and a slow swing, 1 on average. */
    private double[] level(List<Condition.Wave> waves, Draws draws) {
        double phase = PHASE_DAYS * draws.dice().normal();
        double height = StrictMath.exp(HEIGHT_SPREAD * draws.dice().normal());
        double keep = 1 - 1 / SWING_DAYS;
        double swing = SWING * draws.dice().normal();
        double[] level = new double[days.length()];
        for (int t = 0; t < level.length; t++) {
            double log = swing;
            int day = days.date(t).getDayOfYear();
            for (Condition.Wave wave : waves) {
                log += wave.amplitude() * height * StrictMath.cos(2 * Math.PI * (day - wave.peak() - phase) / YEAR);
            }
            level[t] = StrictMath.exp(log);
            swing = keep * swing
                    + SWING * Math.sqrt(1 - keep * keep) * draws.dice().normal();
        }
        return scaled(level);
    }

    private int[] counted(String name, int county) {
        return Objects.requireNonNull(series.get(name), name)[county];
    }

    private void seed(int county, Draws draws) {
        int count = draws.poisson(settings.outbreaks() * days.length() / YEAR);
        var planned = new ArrayList<Outbreak>();
        for (int i = 0; i < count; i++) {
            Condition condition = picked(
                    conditions,
                    conditions.stream().mapToDouble(Condition::weight).toArray(),
                    draws);
            List<Outbreak.Kind> kinds =
                    condition.kinds().keySet().stream().sorted().toList();
            Outbreak.Kind kind =
                    picked(kinds, kinds.stream().mapToDouble(condition::weight).toArray(), draws);
            int began = draws.dice().below(days.length());
            boolean open = kind != Outbreak.Kind.SCHOOL || days.school(began);
            boolean free = planned.stream()
                    .noneMatch(each ->
                            each.condition().equals(condition.code()) && Math.abs(each.began() - began) < APART);
            if (open && free) {
                List<Outbreak.Case> cases =
                        new Transmission(condition, draws, days, 1_000_000 + county * 1_000 + i).spread(kind, began);
                List<Outbreak.Case> known = cases.stream()
                        .map(each -> observe(each, condition, county, draws))
                        .toList();
                planned.add(new Outbreak(0, places.get(county), condition.code(), kind, began, known));
            }
        }
        planned.sort(Comparator.comparingInt(Outbreak::began));
        for (Outbreak each : planned) {
            outbreaks.add(new Outbreak(
                    outbreaks.size() + 1, each.place(), each.condition(), each.kind(), each.began(), each.cases()));
        }
    }

    private static <T> T picked(List<T> from, double[] weights, Draws draws) {
        double at = draws.dice().fraction() * Arrays.stream(weights).sum();
        int i = 0;
        while (i < weights.length - 1 && at >= weights[i]) {
            at -= weights[i++];
        }
        return from.get(i);
    }

    /** Leaves in the sources what somebody ill leaves there. */
    private Outbreak.Case observe(Outbreak.Case ill, Condition condition, int county, Draws draws) {
        int reported = -1;
        for (SourceModel source : sources) {
            Condition.Yield left = condition.yields().get(source.code());
            if (left == null || source.kind() == SourceModel.Kind.SCHOOL && !ill.pupil()) {
                continue;
            }
            boolean card = source.kind() == SourceModel.Kind.CARD;
            double mean = left.perIll() * seen(source, Math.clamp(ill.onset(), 0, days.length() - 1));
            int events = card || source.kind() == SourceModel.Kind.SCHOOL
                    ? draws.dice().chance(mean) ? 1 : 0
                    : draws.poisson(mean);
            for (int i = 0; i < events; i++) {
                int day = open(source, ill.onset() + draws.scattered(left.delay(), left.size()), draws);
                if (day < days.length()) {
                    counted(card ? source.code() + '-' + condition.code() : source.code(), county)[day]++;
                    reported = source.code().equals(CARD) ? day : reported;
                }
            }
        }
        return ill.reported(reported);
    }

    private double seen(SourceModel source, int day) {
        return switch (source.kind()) {
            case SCHOOL -> 1;
            case CARD, COUNT -> source.code().startsWith(DRUG) ? 1 : care[day];
        };
    }

    /** Half of what falls on a day on which a source is less open waits for the next one; schools tell on school days. */
    private int open(SourceModel source, int day, Draws draws) {
        int at = day;
        while (at < days.length()
                && (source.kind() == SourceModel.Kind.SCHOOL
                        ? !days.school(at)
                        : source.weekdays().get(days.kind(at)) < 0.9
                                && draws.dice().chance(POSTPONED))) {
            at++;
        }
        return at;
    }

    /** Counts cases at sites: each sporadic one at a site of its own, or one more where a case was; those of outbreaks at theirs. */
    private void sites(Condition condition, int county, Draws draws) {
        int[] cases = counted(CARD + '-' + condition.code(), county);
        int[] outbreak = new int[cases.length];
        var known = new ArrayList<List<Integer>>();
        for (int t = 0; t < cases.length; t++) {
            known.add(new ArrayList<>());
        }
        for (Outbreak each : outbreaks) {
            if (each.place().equals(places.get(county)) && each.condition().equals(condition.code())) {
                for (Outbreak.Case ill : each.cases()) {
                    if (ill.known() >= 0) {
                        outbreak[ill.known()]++;
                        if (draws.dice().chance(SITE_KNOWN_OUTBREAK)) {
                            known.get(ill.known()).add(ill.site());
                        }
                    }
                }
            }
        }
        int there = (int) Math.max(1, people[county] / PEOPLE_PER_SITE);
        int[] pairs = counted(PAIR + '-' + condition.code(), county);
        int[] clusters = counted(CLUSTER + '-' + condition.code(), county);
        int[] thirds = counted(THIRD + '-' + condition.code(), county);
        int[] spreads = counted(SPREAD + '-' + condition.code(), county);
        for (int t = 0; t < cases.length; t++) {
            List<Integer> today = known.get(t);
            for (int i = 0; i < cases[t] - outbreak[t]; i++) {
                if (draws.dice().chance(SITE_KNOWN)) {
                    List<Integer> before =
                            known.get(Math.max(0, t - 1 - draws.dice().below(4)));
                    boolean second = draws.dice().chance(SECOND_CASE) && !before.isEmpty();
                    today.add(second ? draws.dice().pick(before) : draws.dice().below(there));
                }
            }
            for (int i = 0; i < today.size(); i++) {
                int before = before(known, t, i);
                pairs[t] += before == 1 ? 1 : 0;
                clusters[t] += before > 1 ? 1 : 0;
                thirds[t] += before == 2 ? 1 : 0;
                spreads[t] += before > 2 ? 1 : 0;
            }
        }
    }

    /** Cases of the same site that became known before. */
    private static int before(List<List<Integer>> known, int day, int number) {
        int site = known.get(day).get(number);
        int before = (int) known.get(day).subList(0, number).stream()
                .filter(each -> each == site)
                .count();
        for (int t = Math.max(0, day - SITE_DAYS + 1); t < day; t++) {
            for (int each : known.get(t)) {
                before += each == site ? 1 : 0;
            }
        }
        return before;
    }
}
