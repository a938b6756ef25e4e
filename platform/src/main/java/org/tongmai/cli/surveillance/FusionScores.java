package org.tongmai.cli.surveillance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.tongmai.simulator.epidemic.Condition;
import org.tongmai.simulator.epidemic.Epidemics;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.Source;
import org.tongmai.surveillance.disease.Trace;
import org.tongmai.surveillance.fusion.Budget;
import org.tongmai.surveillance.fusion.Effect;
import org.tongmai.surveillance.fusion.Fusion;
import org.tongmai.surveillance.fusion.SourceSeries;

/**
 * The fused score of each county and disease of simulated epidemics, as the alarms of a quarter in the whole county that chance would give
 * from it on: a threshold of it is a budget. What is common is learned from the years before those that are evaluated.
 */
public final class FusionScores {

    private static final Map<String, String> SIMULATED = Map.of(
            "SRC-DRUG:退热药", "DRUG-FEVER",
            "SRC-DRUG:止泻药", "DRUG-DIAR",
            "SRC-ABSENCE", "ABSENCE",
            "SRC-HOTLINE", "HOTLINE");

    private final Epidemics epidemics;
    private final DiseaseList list = DiseaseList.standard();
    private final int[] kinds;
    private final Map<String, double[]> totals = new HashMap<>();

    public FusionScores(Epidemics epidemics) {
        this.epidemics = epidemics;
        this.kinds = new int[epidemics.days().length()];
        for (int t = 0; t < kinds.length; t++) {
            kinds[t] = epidemics.days().kind(t);
        }
        for (String name : epidemics.names()) {
            double[] total = new double[kinds.length];
            for (int county = 0; county < epidemics.places().size(); county++) {
                double[] counts = epidemics.counts(name, county);
                for (int t = 0; t < total.length; t++) {
                    total[t] += counts[t];
                }
            }
            totals.put(name, total);
        }
    }

    /**
     * By county, then by disease: minus the logarithm (of ten) of the alarms of a quarter in the county, of the days from {@code from} on.
     *
     * @param past from which day on scores are held to be of the past
     * @param only a kind of source to look at alone; empty for all
     */
    public List<double[]> scores(int past, int from, Optional<String> only) {
        int diseases = epidemics.conditions().size();
        double[][] raw = new double[epidemics.places().size() * diseases][];
        for (int county = 0; county < epidemics.places().size(); county++) {
            for (int disease = 0; disease < diseases; disease++) {
                List<SourceSeries> sources =
                        sources(county, epidemics.conditions().get(disease), only);
                raw[county * diseases + disease] = Fusion.of(sources).scores(past, kinds.length);
            }
        }
        var scores = new ArrayList<double[]>();
        for (int series = 0; series < raw.length; series++) {
            int disease = series % diseases;
            var others = new ArrayList<double[]>();
            for (int other = disease; other < raw.length; other += diseases) {
                others.add(Arrays.copyOf(raw[other], from - past));
            }
            Budget budget = Budget.of(Arrays.copyOf(raw[series], from - past), others);
            scores.add(Arrays.stream(raw[series], from - past, raw[series].length)
                    .map(score -> -Math.log10(diseases * budget.alarms(score)) + Math.min(0, score - budget.level()))
                    .toArray());
        }
        return scores;
    }

    private List<SourceSeries> sources(int county, Condition condition, Optional<String> only) {
        var sources = new ArrayList<SourceSeries>();
        for (Trace trace : list.traces(condition.code(), epidemics.settings().first())) {
            if (only.isEmpty() || Source.code(trace.series()).equals(only.get())) {
                sources.add(source(county, condition, trace));
            }
        }
        return sources;
    }

    private SourceSeries source(int county, Condition condition, Trace trace) {
        String name = simulated(condition, trace.series());
        double[] counts = epidemics.counts(name, county);
        double[] others = Objects.requireNonNull(totals.get(name), name).clone();
        for (int t = 0; t < others.length; t++) {
            others[t] -= counts[t];
        }
        return new SourceSeries(
                trace.series(),
                counts,
                epidemics.places().size() > 1 ? others : null,
                kinds,
                new Effect(trace.perIll(), trace.delayDays(), trace.pupils()));
    }

    private static String simulated(Condition condition, String series) {
        return switch (series) {
            case Trace.CASE, Trace.PAIR, Trace.THIRD, Trace.SPREAD -> series + '-' + condition.code();
            default ->
                Source.code(series).equals("SRC-PATHOGEN")
                        ? "LAB-" + condition.code()
                        : SIMULATED.getOrDefault(series, series);
        };
    }
}
