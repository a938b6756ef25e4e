package org.tongmai.surveillance.scan;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Deals the cases of a study out anew, as they fall where nothing happens. May be used by many threads at once. */
interface Draw {

    /** @param counts by place and age (0 is the last period), empty before; cases of older periods are left out */
    void into(int[] counts, SplittableRandom random);

    /** @param durations how many periods from the last one on count */
    static Draw of(Study study, int durations) {
        int total = (int) Math.round(study.totalCases());
        return switch (study.model()) {
            case POISSON -> new Multinomial(weights(study, durations), total);
            case BINOMIAL -> WithoutReplacement.of(weights(study, durations), total);
            case PERMUTATION -> Permutation.of(study, durations);
        };
    }

    /** The measure of each place and age, and of all older ones together. */
    private static double[] weights(Study study, int durations) {
        double[][] measure = study.measure();
        double[] weights = new double[measure.length * durations + 1];
        for (int i = 0; i < measure.length; i++) {
            int periods = measure[i].length;
            for (int t = 0; t < periods; t++) {
                int age = periods - 1 - t;
                weights[age < durations ? i * durations + age : weights.length - 1] += measure[i][t];
            }
        }
        return weights;
    }

    /** Each case falls by itself. */
    final class Multinomial implements Draw {

        /** Beyond so many cases a cell, a binomial draw for each cell is quicker. */
        private static final int CASES_A_CELL = 8;

        private final Alias alias;
        private final double[] weights;
        private final double[] rest;
        private final int total;

        Multinomial(double[] weights, int total) {
            this.alias = new Alias(weights);
            this.weights = weights;
            this.rest = new double[weights.length];
            this.total = total;
            double sum = 0;
            for (int i = weights.length - 1; i >= 0; i--) {
                sum += weights[i];
                rest[i] = sum;
            }
        }

        @Override
        public void into(int[] counts, SplittableRandom random) {
            if (total > (long) CASES_A_CELL * weights.length) {
                cells(counts, random);
                return;
            }
            for (int i = 0; i < total; i++) {
                int cell = alias.draw(random);
                if (cell < counts.length) {
                    counts[cell]++;
                }
            }
        }

        private void cells(int[] counts, SplittableRandom random) {
            int left = total;
            for (int i = 0; i < counts.length && left > 0; i++) {
                if (weights[i] > 0) {
                    counts[i] = Binomial.draw(random, left, Math.min(1, weights[i] / rest[i]));
                    left -= counts[i];
                }
            }
        }
    }

    /** No person falls ill twice: of an urn in which each person lies once. */
    final class WithoutReplacement implements Draw {

        private final Alias alias;
        private final double[] people;
        private final int total;
        /** Where more than half fall ill, those are drawn who do not. */
        private final boolean well;

        private WithoutReplacement(double[] people, int total, boolean well) {
            this.alias = new Alias(people);
            this.people = people;
            this.total = total;
            this.well = well;
        }

        static Draw of(double[] measure, int total) {
            double[] people = new double[measure.length];
            Arrays.setAll(people, i -> Math.rint(measure[i]));
            double all = Arrays.stream(people).sum();
            boolean well = total > all / 2;
            return new WithoutReplacement(people, well ? (int) Math.max(0, all - total) : total, well);
        }

        @Override
        public void into(int[] counts, SplittableRandom random) {
            int[] drawn = new int[people.length];
            for (int i = 0; i < total; i++) {
                int cell = alias.draw(random);
                while (drawn[cell] > 0 && random.nextDouble() * people[cell] < drawn[cell]) {
                    cell = alias.draw(random);
                }
                drawn[cell]++;
            }
            for (int i = 0; i < counts.length; i++) {
                counts[i] = well ? (int) people[i] - drawn[i] : drawn[i];
            }
        }
    }

    /** Each case keeps its place, and gets the time of another. */
    final class Permutation implements Draw {

        private final int[] placeOf;
        private final int[] ageOf;
        private final int durations;

        private Permutation(int[] placeOf, int[] ageOf, int durations) {
            this.placeOf = placeOf;
            this.ageOf = ageOf;
            this.durations = durations;
        }

        static Draw of(Study study, int durations) {
            int total = (int) study.totalCases();
            int[] placeOf = new int[total];
            int[] ageOf = new int[total];
            int at = 0;
            for (int i = 0; i < study.cases().length; i++) {
                for (int t = 0; t < study.periods(); t++) {
                    for (int n = (int) study.cases()[i][t]; n > 0; n--) {
                        placeOf[at] = i;
                        ageOf[at] = study.periods() - 1 - t;
                        at++;
                    }
                }
            }
            return new Permutation(placeOf, ageOf, durations);
        }

        @Override
        public void into(int[] counts, SplittableRandom random) {
            int[] ages = ageOf.clone();
            for (int i = ages.length - 1; i >= 0; i--) {
                int other = random.nextInt(i + 1);
                int age = ages[other];
                ages[other] = ages[i];
                if (age < durations) {
                    counts[placeOf[i] * durations + age]++;
                }
            }
        }
    }
}
