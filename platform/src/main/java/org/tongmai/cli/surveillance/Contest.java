package org.tongmai.cli.surveillance;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tongmai.simulator.epidemic.Epidemics;
import org.tongmai.simulator.epidemic.Outbreak;
import org.tongmai.surveillance.evaluate.KnownOutbreak;
import org.tongmai.surveillance.evaluate.Performance;
import org.tongmai.surveillance.evaluate.Tradeoff;
import org.tongmai.surveillance.fusion.Budget;

/** All methods on the same simulated provinces: what each finds at every threshold, and what it costs. */
public final class Contest {

    /** Name of the fusion of all sources. */
    public static final String FUSION = "fusion";

    /** Years of the past that methods may learn from, and of these the later ones tell what scores are common. */
    public static final int PAST_YEARS = 4;

    private static final int LEARNING_YEARS = 2;
    private static final double YEAR = 365.25;
    private static final int THRESHOLDS = 60;
    private static final List<String> ALONE = List.of("CASE", "THIRD");

    /** Who counts as a case. */
    public enum Cases {
        /** All who fell ill, by the day of onset, known or not. */
        ILL,
        /** Reported cases, by the day of the report. */
        REPORTED
    }

    private final int least;
    private final boolean alone;
    private final Map<Cases, Map<String, Tradeoff>> tradeoffs = new EnumMap<>(Cases.class);
    private final Map<String, double[]> thresholds = new HashMap<>();
    private final double[] budgets;

    /**
     * @param least cases of an outbreak that is to be found
     * @param alone whether single sources are scored by the fusion's measure, too
     * @param budgets thresholds of the fusion, in alarms per county and quarter
     */
    public Contest(int least, boolean alone, double[] budgets) {
        this.least = least;
        this.alone = alone;
        this.budgets = budgets.clone();
    }

    /** Lets all methods look at a province. */
    public void add(Epidemics epidemics) {
        int from = (int) (PAST_YEARS * YEAR);
        double quarters = epidemics.places().size() * (epidemics.days().length() - from) / Budget.QUARTER;
        Map<Cases, List<KnownOutbreak>> truth = new EnumMap<>(Cases.class);
        for (Cases each : Cases.values()) {
            truth.put(each, truth(epidemics, from, each));
        }
        var fusion = new FusionScores(epidemics);
        int past = (int) (LEARNING_YEARS * YEAR);
        score(FUSION, truth, quarters, () -> fusion.scores(past, from, Optional.empty()));
        MethodScores.all()
                .forEach((name, scoring) ->
                        score(name, truth, quarters, () -> single(epidemics, "CASE-", scoring, from)));
        score(
                "fixed-threshold at a site",
                truth,
                quarters,
                () -> single(epidemics, "CLUSTER-", MethodScores.cases(), from));
        if (alone) {
            for (String source : ALONE) {
                score("likelihood " + source, truth, quarters, () -> fusion.scores(past, from, Optional.of(source)));
            }
        }
    }

    private void score(
            String name, Map<Cases, List<KnownOutbreak>> truth, double quarters, Supplier<List<double[]>> supplier) {
        List<double[]> scores = supplier.get();
        double[] at = thresholds.computeIfAbsent(
                name, key -> key.equals(FUSION) ? budgetThresholds() : Tradeoff.thresholds(scores, THRESHOLDS));
        truth.forEach((cases, known) -> tradeoffs
                .computeIfAbsent(cases, key -> new LinkedHashMap<>())
                .computeIfAbsent(name, key -> new Tradeoff(at, least))
                .add(scores, known, quarters));
    }

    private double[] budgetThresholds() {
        double[] at = new double[budgets.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = -Math.log10(budgets[i]);
        }
        return at;
    }

    private static List<double[]> single(Epidemics epidemics, String source, MethodScores.Scoring scoring, int from) {
        long first = epidemics.settings().first().toEpochDay();
        var scores = new ArrayList<double[]>();
        for (int county = 0; county < epidemics.places().size(); county++) {
            for (var condition : epidemics.conditions()) {
                scores.add(scoring.scores(epidemics.counts(source + condition.code(), county), first, from));
            }
        }
        return scores;
    }

    /** By county, then by disease; days from the first that is evaluated. */
    private List<KnownOutbreak> truth(Epidemics epidemics, int from, Cases counted) {
        boolean reported = counted == Cases.REPORTED;
        List<String> diseases =
                epidemics.conditions().stream().map(each -> each.code()).toList();
        var truth = new ArrayList<KnownOutbreak>();
        for (Outbreak each : epidemics.outbreaks()) {
            int[] days = each.cases().stream()
                    .filter(ill -> !reported || ill.known() >= 0)
                    .mapToInt(ill -> reported ? ill.known() : ill.onset())
                    .sorted()
                    .toArray();
            if (!each.cases().isEmpty()) {
                int first = each.cases().getFirst().onset();
                int last = each.cases().getLast().onset();
                truth.add(new KnownOutbreak(
                        epidemics.places().indexOf(each.place()) * diseases.size() + diseases.indexOf(each.condition()),
                        first - from,
                        days.length < 3 ? KnownOutbreak.NEVER : days[2] - from,
                        last - from,
                        days.length));
            }
        }
        return truth;
    }

    /** The curve of each method, the fusion first. */
    public Map<String, List<Performance>> curves(Cases cases) {
        Map<String, List<Performance>> curves = new LinkedHashMap<>();
        tradeoffs.getOrDefault(cases, Map.of()).forEach((name, each) -> curves.put(name, each.curve()));
        return curves;
    }
}
