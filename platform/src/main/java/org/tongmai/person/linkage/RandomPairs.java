package org.tongmai.person.linkage;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What pairs of records drawn at random are found to be: nearly all of two persons. All pairs of a small table; else three million,
 * for findings that come together between strangers are rare and a million leave the weights of a large table to chance.
 */
final class RandomPairs {

    private static final long PAIRS_MOST = 3_000_000;
    private static final int PART = 1 << 17;
    private static final int TASKS = 16;

    private static final int SIMILAR = Finding.SIMILAR.ordinal();
    private static final int MISSING = Finding.MISSING.ordinal();

    private final Comparisons comparisons;
    private final double[][] counts;
    private final double[][][][] together;
    private final boolean[][] seen;
    private final Pairs suspects = new Pairs();
    private long[] suspectPatterns = new long[64];

    private RandomPairs(int fields, Comparisons comparisons) {
        this.comparisons = comparisons;
        counts = new double[fields][Finding.WEIGHED];
        together = new double[fields][fields][Finding.WEIGHED][Finding.WEIGHED];
        seen = new boolean[fields][Finding.WEIGHED];
    }

    /** Draws the same pairs whatever the number of processors. */
    static RandomPairs draw(int records, int fields, Comparisons comparisons) {
        long all = (long) records * (records - 1) / 2;
        boolean every = all <= PAIRS_MOST;
        int tasks = every ? TASKS : (int) (PAIRS_MOST / PART);
        List<RandomPairs> drawn = IntStream.range(0, tasks)
                .parallel()
                .mapToObj(task -> {
                    var part = new RandomPairs(fields, comparisons);
                    if (every) {
                        for (int one = task; one < records; one += tasks) {
                            part.others(one, records);
                        }
                    } else {
                        part.some(new SplittableRandom(task), records);
                    }
                    return part;
                })
                .toList();
        var sum = new RandomPairs(fields, comparisons);
        drawn.forEach(sum::add);
        return sum;
    }

    /** How often each finding of each field was found. */
    double[][] counts() {
        return counts;
    }

    /** How often each two findings of each two fields were found together, the first field before the second. */
    double[][][][] together() {
        return together;
    }

    boolean seen(int field, int finding) {
        return seen[field][finding];
    }

    /** Pairs that agree in two fields or more: they may be links. */
    Pairs suspects() {
        return suspects;
    }

    long suspectPattern(int place) {
        return suspectPatterns[place];
    }

    private void others(int one, int records) {
        for (int other = one + 1; other < records; other++) {
            count(one, other);
        }
    }

    private void some(SplittableRandom dice, int records) {
        for (int k = 0; k < PART; k++) {
            int one = dice.nextInt(records);
            int other = dice.nextInt(records - 1);
            count(one, other >= one ? other + 1 : other);
        }
    }

    private void count(int one, int other) {
        long pattern = comparisons.pattern(one, other);
        int agreeing = 0;
        for (int f = 0; f < counts.length; f++) {
            int found = Comparisons.finding(pattern, f);
            if (found == MISSING) {
                continue;
            }
            counts[f][found]++;
            seen[f][found] = true;
            agreeing += found < SIMILAR ? 1 : 0;
            for (int g = f + 1; g < counts.length; g++) {
                int second = Comparisons.finding(pattern, g);
                if (second != MISSING) {
                    together[f][g][found][second]++;
                }
            }
        }
        if (agreeing >= 2) {
            suspect(one, other, pattern);
        }
    }

    private void suspect(int one, int other, long pattern) {
        if (suspects.size() == suspectPatterns.length) {
            suspectPatterns = Arrays.copyOf(suspectPatterns, suspects.size() * 2);
        }
        suspectPatterns[suspects.size()] = pattern;
        suspects.add(one, other, 0);
    }

    private void add(RandomPairs part) {
        for (int f = 0; f < counts.length; f++) {
            for (int a = 0; a < Finding.WEIGHED; a++) {
                counts[f][a] += part.counts[f][a];
                seen[f][a] |= part.seen[f][a];
                for (int g = f + 1; g < counts.length; g++) {
                    for (int b = 0; b < Finding.WEIGHED; b++) {
                        together[f][g][a][b] += part.together[f][g][a][b];
                    }
                }
            }
        }
        for (int p = 0; p < part.suspects.size(); p++) {
            suspect(part.suspects.one(p), part.suspects.other(p), part.suspectPatterns[p]);
        }
    }
}
