package org.tongmai.simulator.epidemic;

import java.util.Arrays;
import java.util.List;
import org.tongmai.simulator.Table;

/**
 * A source of counts. The columns are explained in {@code epidemic-sources.tsv}.
 *
 * @param background events per 100,000 people and day that have nothing to do with the diseases
 * @param weekdays factors of Monday to Sunday, and of a public holiday
 */
record SourceModel(
        String code, Kind kind, double background, Condition.Wave wave, double dispersion, List<Double> weekdays) {

    enum Kind {
        /** A series for each disease. */
        CARD,
        COUNT,
        /** Told on school days only. */
        SCHOOL
    }

    static List<SourceModel> all() {
        return Table.rows("epidemic-sources.tsv").stream()
                .map(row -> {
                    double[] factors = Arrays.copyOf(
                            row.words("weekdays").stream()
                                    .mapToDouble(Double::parseDouble)
                                    .toArray(),
                            Days.HOLIDAY + 1);
                    factors[Days.HOLIDAY] = row.number("holiday");
                    return new SourceModel(
                            row.text("code"),
                            Kind.valueOf(row.text("kind")),
                            row.number("background"),
                            new Condition.Wave(row.number("peak"), row.number("amplitude")),
                            row.number("dispersion"),
                            Arrays.stream(factors).boxed().toList());
                })
                .toList();
    }

    /** The factor of each day, 1 on average. */
    double[] factors(Days days) {
        double[] factors = new double[days.length()];
        for (int t = 0; t < factors.length; t++) {
            factors[t] = kind == Kind.SCHOOL && !days.school(t) ? 0 : weekdays.get(days.kind(t));
        }
        double mean = Arrays.stream(factors).average().orElseThrow();
        for (int t = 0; t < factors.length; t++) {
            factors[t] /= mean;
        }
        return factors;
    }
}
