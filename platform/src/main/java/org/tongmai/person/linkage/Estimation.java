package org.tongmai.person.linkage;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fits a model without labels: u from pairs drawn at random, m and the number of links by expectation maximisation over the
 * pairs that meet in any block, all others taken as not linked. As blocks are formed by many fields in turn, each field is also
 * seen where it is not the key.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1989.10478785">Jaro 1989</a>
 */
final class Estimation {

    private static final int SAMPLE_PAIRS = 500_000;
    private static final int ROUNDS_MOST = 60;
    private static final double STILL = 1e-4;
    /** Links that each finding starts with: no finding is impossible because the data at hand lack it. */
    private static final double PSEUDO = 1;

    private static final int SAME = Finding.SAME.ordinal();
    private static final int MISSING = Finding.MISSING.ordinal();

    /** Less counts as none. */
    private static final double CHANCE_LEAST = 1e-6;

    private static final double FIRST_KIN = 0.5;

    private static final double[] FIRST_GUESS = {0.8, 0.06, 0.04, 0.03, 0.03, 0.01, 0.03};

    private final List<Field> fields;
    private final Comparisons comparisons;
    private final int records;

    private int[] ones = {};
    private int[] others = {};
    private long[] patterns = {};
    private double scale = 1;

    Estimation(List<Field> fields, Comparisons comparisons) {
        this.fields = fields;
        this.comparisons = comparisons;
        this.records = fields.getFirst().codes().length;
    }

    /** Takes a model as it is, and only chooses where records meet. */
    void adopt(Fitted known, Blocks blocks) {
        sample(blocks);
        blocks.keepTelling(ones, others, chances(known));
    }

    Fitted fit(Blocks blocks) {
        var pairs = RandomPairs.draw(records, fields.size(), comparisons);
        double[][] random = shares(pairs);
        sample(blocks);
        double[][] m = new double[fields.size()][];
        double[][] u = new double[fields.size()][];
        for (int f = 0; f < m.length; f++) {
            m[f] = normalised(FIRST_GUESS.clone());
            u[f] = random[f].clone();
        }
        var fitted = new Fitted(FIRST_KIN, m, u, Together.NONE);
        for (int round = 0; round < ROUNDS_MOST; round++) {
            Fitted next = step(fitted, pairs, random);
            boolean still = Math.abs(next.kin() - fitted.kin()) <= STILL * fitted.kin() && round > 5;
            fitted = next;
            if (still) {
                break;
            }
        }
        blocks.keepTelling(ones, others, chances(fitted));
        return fitted;
    }

    /** Of each pair in the sample, the chance that it is a link. */
    private double[] chances(Fitted from) {
        var weights = new Weights(fields, from.kin(), from.m(), from.u(), from.together());
        double[] chances = new double[patterns.length];
        for (int p = 0; p < chances.length; p++) {
            chances[p] = chance(bits(ones[p], others[p], patterns[p], weights));
        }
        return chances;
    }

    private double bits(int one, int other, long pattern, Weights weights) {
        double bits = weights.prior()
                + comparisons.sameBits(one, other, pattern, weights)
                + weights.together().bits(pattern);
        for (int f = 0; f < fields.size(); f++) {
            int found = Comparisons.finding(pattern, f);
            if (found != SAME && found != MISSING) {
                bits += weights.of(f, found);
            }
        }
        return bits;
    }

    private Fitted step(Fitted from, RandomPairs pairs, double[][] random) {
        var weights = new Weights(fields, from.kin(), from.m(), from.u(), from.together());
        double[][] m = new double[fields.size()][Finding.WEIGHED];
        double links = 0;
        for (int p = 0; p < patterns.length; p++) {
            long pattern = patterns[p];
            double chance = chance(bits(ones[p], others[p], pattern, weights));
            if (chance > CHANCE_LEAST) {
                links += chance;
                for (int f = 0; f < m.length; f++) {
                    int found = Comparisons.finding(pattern, f);
                    if (found != MISSING) {
                        m[f][found] += chance;
                    }
                }
            }
        }
        double kin = Math.clamp(2 * (links * scale + PSEUDO) / records, 1.0 / records, Math.max(1, records / 2.0));
        double lambda = Math.min(0.5, kin / Math.max(1, records - 1));
        double[][] u = new double[m.length][Finding.WEIGHED];
        boolean[][] told = new boolean[m.length][Finding.WEIGHED];
        for (int f = 0; f < m.length; f++) {
            for (int found = 0; found < Finding.WEIGHED; found++) {
                told[f][found] = pairs.seen(f, found) || m[f][found] >= PSEUDO;
                m[f][found] += PSEUDO * Finding.WEIGHED * FIRST_GUESS[found];
            }
            normalised(m[f]);
            for (int found = 0; found < Finding.WEIGHED; found++) {
                // what is drawn at random is a mixture of links and others
                u[f][found] = Math.max((random[f][found] - lambda * m[f][found]) / (1 - lambda), random[f][found] / 50);
            }
            normalised(u[f]);
            for (int found = 0; found < Finding.WEIGHED; found++) {
                // never found anywhere: says nothing
                m[f][found] = told[f][found] ? m[f][found] : u[f][found];
            }
        }
        return new Fitted(kin, m, u, Together.of(unlinked(weights, pairs)));
    }

    /**
     * What the pairs drawn at random have in common two by two, links among them taken out. What would be a link if its fields were
     * independent is taken for one: else a dependence once believed would prove itself.
     */
    private double[][][][] unlinked(Weights weights, RandomPairs pairs) {
        double[][][][] counts = new double[fields.size()][fields.size()][Finding.WEIGHED][];
        for (int f = 0; f < counts.length; f++) {
            for (int g = 0; g < counts.length; g++) {
                for (int found = 0; found < Finding.WEIGHED; found++) {
                    counts[f][g][found] = pairs.together()[f][g][found].clone();
                }
            }
        }
        for (int p = 0; p < pairs.suspects().size(); p++) {
            int one = pairs.suspects().one(p);
            int other = pairs.suspects().other(p);
            long pattern = pairs.suspectPattern(p);
            double chance = chance(
                    bits(one, other, pattern, weights) - weights.together().bits(pattern));
            for (int f = 0; f < counts.length && chance > CHANCE_LEAST; f++) {
                int found = Comparisons.finding(pattern, f);
                for (int g = f + 1; g < counts.length && found != MISSING; g++) {
                    int second = Comparisons.finding(pattern, g);
                    if (second != MISSING) {
                        counts[f][g][found][second] -= chance;
                    }
                }
            }
        }
        return counts;
    }

    private static double chance(double bits) {
        return 1 / (1 + Math.pow(2, -bits));
    }

    /** Share of each finding among pairs drawn at random, links among them included. */
    private double[][] shares(RandomPairs pairs) {
        double[][] counts = pairs.counts();
        for (int f = 0; f < counts.length; f++) {
            double told = 0;
            for (double count : counts[f]) {
                told += count;
            }
            // the chance of the same value is known better from the values than from pairs
            counts[f][SAME] = told * Math.max(fields.get(f).concentration(), 0.5 / Math.max(1, told));
            for (int found = 0; found < Finding.WEIGHED; found++) {
                counts[f][found] += 0.5;
            }
            normalised(counts[f]);
        }
        return counts;
    }

    /** Some of the pairs that meet, chosen by their places. */
    private void sample(Blocks blocks) {
        long all = blocks.pairs();
        long every = Math.max(1, all / SAMPLE_PAIRS);
        List<Drawn> drawn = blocks.visit(() -> new Drawn(every), every == 1);
        var known = new HashSet<Long>();
        var pairs = new Pairs();
        for (Drawn each : drawn) {
            for (int p = 0; p < each.pairs.size(); p++) {
                if (every == 1 || known.add((long) each.pairs.one(p) << 32 | each.pairs.other(p))) {
                    pairs.add(each.pairs.one(p), each.pairs.other(p), 0);
                }
            }
        }
        scale = every;
        ones = new int[pairs.size()];
        others = new int[pairs.size()];
        patterns = new long[pairs.size()];
        IntStream.range(0, ones.length).parallel().forEach(p -> {
            ones[p] = pairs.one(p);
            others[p] = pairs.other(p);
            patterns[p] = comparisons.pattern(ones[p], others[p]);
        });
    }

    private static final class Drawn implements Blocks.Visitor {

        private final long every;
        private final Pairs pairs = new Pairs();

        Drawn(long every) {
            this.every = every;
        }

        @Override
        public void visit(int one, int other) {
            if (every == 1 || Long.remainderUnsigned(Mix.of((long) one << 32 | other), every) == 0) {
                pairs.add(one, other, 0);
            }
        }

        @Override
        public void close() {}
    }

    private static double[] normalised(double[] shares) {
        double sum = 0;
        for (double share : shares) {
            sum += share;
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }
}
