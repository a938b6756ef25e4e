package org.tongmai.intake.quality;

import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How good the data of a day are: the weighted share of rules kept, from 0 to 100. With {@code W} the weight of the dimension of a
 * rule on that day, {@code w} its own and {@code k} the share of what it judged that kept it, it is
 * {@code 100 · Σ W·w·k / Σ W·w} over the rules that judged anything.
 *
 * @param total nothing where no rule with a weight judged anything
 * @param byDimension the same over the rules of one dimension
 */
public record Score(OptionalDouble total, Map<Dimension, Double> byDimension) {

    private static final int WHOLE = 100;

    /**
     * How often a rule was applied, and broken.
     *
     * @param day whose weights hold
     */
    public record Count(LocalDate day, Rule rule, long judged, long broken) {}

    public Score {
        byDimension = Map.copyOf(byDimension);
    }

    /** The score of some counts, of one day or of several. */
    public static Score of(Collection<Count> counts, Weights weights) {
        Map<Dimension, double[]> sums = new EnumMap<>(Dimension.class);
        double[] all = new double[2];
        for (Count count : counts) {
            Rule rule = count.rule();
            double weight = (double) rule.weight() * weights.of(rule.dimension(), count.day());
            if (count.judged() > 0 && weight > 0) {
                double kept = weight * (count.judged() - count.broken()) / count.judged();
                double[] sum = sums.computeIfAbsent(rule.dimension(), none -> new double[2]);
                sum[0] += kept;
                sum[1] += weight;
                all[0] += kept;
                all[1] += weight;
            }
        }
        Map<Dimension, Double> byDimension = new EnumMap<>(Dimension.class);
        sums.forEach((dimension, sum) -> byDimension.put(dimension, WHOLE * sum[0] / sum[1]));
        return new Score(all[1] > 0 ? OptionalDouble.of(WHOLE * all[0] / all[1]) : OptionalDouble.empty(), byDimension);
    }
}
