package org.tongmai.surveillance.scan;

import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Cases by place and period, and what they are measured against. One period is a purely spatial study. The periods are of equal length,
 * oldest first; the last one is now.
 *
 * @param places where
 * @param model what is thought where nothing happens
 * @param cases by place, then period
 * @param measure by place, then period: expected cases (Poisson, up to a common factor), people (binomial), not looked at in a permutation
 * @param weights of each place, whose sum limits how large a cluster can be: its population as a rule
 */
public record Study(Places places, Model model, double[][] cases, double[][] measure, double[] weights) {

    /** Places times periods; 3,000 places in ten years of days. */
    private static final long CELLS_MOST = 20_000_000;

    private static final int CASES_MOST = 1_000_000_000;

    public Study {
        int periods = cases.length == 0 ? 0 : cases[0].length;
        checkSize(places.size(), periods);
        measure = model == Model.PERMUTATION ? marginal(cases) : measure;
        check(places, model, cases, measure);
        if (total(cases) > CASES_MOST) {
            throw new Problem(
                    Kind.TOO_LARGE,
                    "surveillance.study-size",
                    "There are " + total(cases) + " cases.",
                    "A scan deals all cases out anew, many times; at most " + CASES_MOST + " of them.",
                    "Leave out old periods, or scan part of the places.");
        }
        double people = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0)) {
                throw negative(places, i, "a population of " + weights[i]);
            }
            people += weights[i];
        }
        if (!(people > 0)) {
            throw new Problem(
                    Kind.INVALID,
                    "surveillance.nobody-there",
                    "No place has a population.",
                    "A cluster holds a limited part of the population.",
                    "Give the population of the places.");
        }
    }

    /** Refuses a study that is too large before its tables are made. */
    public static void checkSize(int places, int periods) {
        if (periods < 1 || (long) places * periods > CELLS_MOST) {
            throw new Problem(
                    Kind.TOO_LARGE,
                    "surveillance.study-size",
                    "There are " + places + " places with " + periods + " periods.",
                    "A scan looks at most at " + CELLS_MOST + " counts, one for each place and period.",
                    "Leave out old periods, or scan part of the places.");
        }
    }

    /** A scan of places alone. */
    public static Study spatial(Places places, Model model, double[] cases, double[] measure, double[] weights) {
        return new Study(places, model, column(cases), column(measure), weights);
    }

    public int periods() {
        return cases[0].length;
    }

    double totalCases() {
        return total(cases);
    }

    double totalMeasure() {
        return total(measure);
    }

    private static double total(double[][] table) {
        double total = 0;
        for (double[] row : table) {
            for (double each : row) {
                total += each;
            }
        }
        return total;
    }

    private static double[][] column(double[] values) {
        double[][] column = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
            column[i] = new double[] {values[i]};
        }
        return column;
    }

    /** What place and time alone let expect. */
    private static double[][] marginal(double[][] cases) {
        double[] periods = new double[cases[0].length];
        double all = total(cases);
        for (double[] place : cases) {
            for (int t = 0; t < periods.length; t++) {
                periods[t] += place[t];
            }
        }
        double[][] expected = new double[cases.length][periods.length];
        for (int i = 0; i < cases.length; i++) {
            double here = 0;
            for (double each : cases[i]) {
                here += each;
            }
            for (int t = 0; t < periods.length && all > 0; t++) {
                expected[i][t] = here * periods[t] / all;
            }
        }
        return expected;
    }

    private static void check(Places places, Model model, double[][] cases, double[][] measure) {
        for (int i = 0; i < cases.length; i++) {
            for (int t = 0; t < cases[0].length; t++) {
                double count = cases[i][t];
                double against = measure[i][t];
                if (!(count >= 0) || !(against >= 0) || Double.isInfinite(count) || Double.isInfinite(against)) {
                    throw negative(places, i, count + " cases where " + against + " are expected or live");
                }
                boolean whole = count == Math.rint(count);
                if (model == Model.PERMUTATION && !whole) {
                    throw new Problem(
                            Kind.INVALID,
                            "surveillance.count-broken",
                            "Place '" + places.names().get(i) + "' has " + count + " cases.",
                            "A permutation deals out whole cases anew.",
                            "Give whole counts, or use the Poisson model.");
                }
                if (count > 0 && (against == 0 || (model == Model.BINOMIAL && count > against))) {
                    throw new Problem(
                            Kind.INVALID,
                            "surveillance.cases-without-people",
                            "Place '" + places.names().get(i) + "' has " + count + " cases, and "
                                    + (model == Model.BINOMIAL ? "a population of " : "expected are ") + against + ".",
                            "Cases come from the people that the place has; without any, no number would be too many.",
                            "Correct the population or the expected number of that place, or add its cases to a neighbour.");
                }
            }
        }
    }

    private static Problem negative(Places places, int place, String what) {
        return new Problem(
                Kind.INVALID,
                "surveillance.number-impossible",
                "Place '" + places.names().get(place) + "' has " + what + ".",
                "Counts of cases and people are numbers, 0 or more.",
                "Correct the number.");
    }
}
