package org.tongmai.surveillance.scan;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The largest ratio over all cylinders, for many simulated studies. Nothing but that number is asked, so most cylinders are never looked at:
 *
 * <ul>
 *   <li>Counts of several durations lie side by side in one long, and are added at once.
 *   <li>The zones of a centre are cut into blocks. No cylinder of a block has more cases than its last zone, nor less measure than its
 *       first: where even those two together do not beat the best so far, the block is passed over.
 *   <li>Whether they do is a look into a table: the measure below which so many cases beat it.
 * </ul>
 *
 * Each replica has random numbers of its own, so that the threads do not matter.
 */
final class Replicas {

    /** A block ends where the cases expected in it are so many standard deviations of those before it. */
    private static final double BLOCK_SPREADS = 1.8;

    private static final int BLOCK_PLACES_MOST = 256;
    /** Tables are made for ratios so far apart. */
    private static final double LEVEL_STEP = 0.5;
    /** What the largest ratio mostly beats, as a part of the logarithm of the number of places. */
    private static final double GUESSED = 0.8;
    /** Measures are kept as floats, and compared with so much room. */
    private static final double ROOM = 1 + 1e-6;

    private final Study study;
    private final Neighbours neighbours;
    private final Draw draw;
    private final Likelihood likelihood;
    private final Cumulated measure;
    private final int total;
    private final int durations;
    private final Lanes lanes;
    /** Of each centre where its blocks end. */
    private final int[][] ends;
    /** Of each block of a centre and each lane the measure of its first zone. */
    private final float[][] firsts;
    /** Of each block of a centre, packed as counts are, the most cases that do not beat the guess. */
    private final long[][] limits;

    /** To begin here spares the climb from 0; a replica that stays below is scanned again. */
    private final double guess;

    private final ConcurrentHashMap<Integer, Thresholds> levels = new ConcurrentHashMap<>();

    Replicas(Study study, Neighbours neighbours, int durations) {
        this.study = study;
        this.neighbours = neighbours;
        this.durations = durations;
        this.total = (int) Math.round(study.totalCases());
        this.draw = Draw.of(study, durations);
        this.likelihood = Likelihood.of(study, total);
        this.measure = Cumulated.of(study.measure(), durations);
        this.lanes = Lanes.of(durations, total);
        int places = study.places().size();
        this.ends = new int[places][];
        this.firsts = new float[places][];
        this.limits = new long[places][];
        this.guess = Math.floor(GUESSED * Math.log(1 + places) / LEVEL_STEP) * LEVEL_STEP;
        IntStream.range(0, places).parallel().forEach(this::cut);
    }

    /** The largest ratio of each replica, 0 where no cylinder has more cases than expected. */
    double[] largest(int replicas, long seed, int threads) {
        double[] largest = new double[replicas];
        var next = new AtomicInteger();
        Runnable work = () -> {
            var bench = new Bench();
            for (int i = next.getAndIncrement(); i < replicas; i = next.getAndIncrement()) {
                largest[i] = bench.largest(new SplittableRandom(mixed(seed, i)));
            }
        };
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            var running = IntStream.range(0, threads)
                    .mapToObj(i -> workers.submit(work))
                    .toList();
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            next.set(replicas);
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
        return largest;
    }

    /** The largest ratio of given counts, by place and age: what {@link #largest(int, long, int)} does with drawn ones. */
    double largest(int[] counts) {
        var bench = new Bench();
        System.arraycopy(counts, 0, bench.counts, 0, counts.length);
        return bench.largest();
    }

    private static long mixed(long seed, int replica) {
        return (seed * 0x9E3779B97F4A7C15L) ^ ((replica + 1L) * 0xD1B54A32D192ED03L);
    }

    private void cut(int centre) {
        int[] list = neighbours.list(centre);
        int[] cuts = new int[list.length];
        float[] first = new float[list.length * lanes.padded()];
        double[] sum = new double[durations];
        double factor = likelihood.cases() / likelihood.measure();
        int blocks = 0;
        double begun = 0;
        for (int k = 0; k < list.length; k++) {
            for (int d = 0; d < durations; d++) {
                sum[d] += measure.values()[list[k] * durations + d];
            }
            double expected = sum[durations - 1] * factor;
            boolean full = blocks > 0
                    && (expected - begun > BLOCK_SPREADS * Math.sqrt(begun)
                            || k - (blocks > 1 ? cuts[blocks - 2] : 0) >= BLOCK_PLACES_MOST);
            if (blocks == 0 || full) {
                begun = expected;
                if (blocks > 0) {
                    cuts[blocks - 1] = k;
                }
                Arrays.fill(first, blocks * lanes.padded(), (blocks + 1) * lanes.padded(), Float.POSITIVE_INFINITY);
                for (int d = 0; d < durations; d++) {
                    first[blocks * lanes.padded() + d] = (float) sum[d];
                }
                blocks++;
            }
        }
        if (blocks > 0) {
            cuts[blocks - 1] = list.length;
        }
        ends[centre] = Arrays.copyOf(cuts, blocks);
        firsts[centre] = Arrays.copyOf(first, blocks * lanes.padded());
        limits[centre] = limits(firsts[centre]);
    }

    private long[] limits(float[] first) {
        Thresholds thresholds = level(guess);
        long[] packed = new long[first.length / lanes.each()];
        for (int i = 0; i < first.length; i++) {
            long limit = first[i] == Float.POSITIVE_INFINITY ? total : thresholds.most(first[i]);
            packed[i / lanes.each()] |= limit << (i % lanes.each() * lanes.bits());
        }
        for (int w = 0; w < packed.length; w++) {
            packed[w] |= lanes.guards();
        }
        return packed;
    }

    private Thresholds level(double ratio) {
        int step = (int) (ratio / LEVEL_STEP);
        return levels.computeIfAbsent(step, each -> new Thresholds(likelihood, each * LEVEL_STEP));
    }

    /** The measures below which counts give more than a ratio; worked out when first asked for. */
    private static final class Thresholds {

        private final Likelihood likelihood;
        private final double ratio;
        private final float[] known;

        Thresholds(Likelihood likelihood, double ratio) {
            this.likelihood = likelihood;
            this.ratio = ratio;
            this.known = new float[(int) likelihood.cases() + 1];
        }

        /** Two threads may work out the same, and come to the same. */
        float of(int count) {
            float threshold = known[count];
            if (threshold == 0) {
                threshold = count == 0 ? -1 : (float) (likelihood.threshold(count, ratio) * ROOM);
                known[count] = threshold;
            }
            return threshold;
        }

        /** The most cases that do not give more than the ratio where so much is measured. */
        int most(float measured) {
            int low = 0;
            int high = known.length - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (of(middle) <= measured) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }
    }

    /**
     * How counts of durations lie in longs. The highest bit of each stays empty, so that a subtraction shows there whether it went below 0.
     *
     * @param each how many in one long
     * @param bits of each
     * @param words longs of a place
     */
    private record Lanes(int each, int bits, int words) {

        static Lanes of(int durations, int total) {
            int each = total < 1 << 15 ? 4 : total < 1 << 20 ? 3 : 2;
            return new Lanes(each, 64 / each, (durations + each - 1) / each);
        }

        int padded() {
            return each * words;
        }

        long guards() {
            long guards = 0;
            for (int lane = 0; lane < each; lane++) {
                guards |= 1L << (lane * bits + bits - 1);
            }
            return guards;
        }

        int take(long word, int lane) {
            return (int) ((word >>> (lane * bits)) & ((1L << bits) - 1));
        }
    }

    /** The working space of a thread. */
    private final class Bench {

        /** Words added in one run over a block: as many as registers hold. */
        private static final int RUN = 4;

        private final int[] counts = new int[study.places().size() * durations];
        private final long[] packed = new long[study.places().size() * lanes.words()];
        private final long[] sums = new long[lanes.words()];
        private final long[] before = new long[lanes.words()];
        private final long guards = lanes.guards();
        private double best;
        private Thresholds thresholds = level(0);

        double largest(SplittableRandom random) {
            Arrays.fill(counts, 0);
            draw.into(counts, random);
            return largest();
        }

        double largest() {
            pack();
            best = guess;
            scan();
            if (best == guess) {
                best = 0;
                scan();
            }
            return best;
        }

        private void pack() {
            for (int i = 0; i < study.places().size(); i++) {
                long sum = 0;
                for (int w = 0; w < lanes.words(); w++) {
                    long word = 0;
                    for (int lane = 0; lane < lanes.each(); lane++) {
                        int d = w * lanes.each() + lane;
                        sum += d < durations ? counts[i * durations + d] : 0;
                        word |= sum << (lane * lanes.bits());
                    }
                    packed[i * lanes.words() + w] = word;
                }
            }
        }

        /** Raises the best ratio to the largest one, if that is larger. */
        private void scan() {
            boolean limited = best == guess;
            thresholds = level(best);
            for (int centre = 0; centre < ends.length; centre++) {
                int[] list = neighbours.list(centre);
                Arrays.fill(sums, 0);
                int from = 0;
                for (int block = 0; block < ends[centre].length; block++) {
                    int to = ends[centre][block];
                    System.arraycopy(sums, 0, before, 0, sums.length);
                    add(list, from, to);
                    check(centre, block, from, to, limited);
                    from = to;
                }
            }
        }

        private void add(int[] list, int from, int to) {
            int words = lanes.words();
            int w = 0;
            for (; w + RUN <= words; w += RUN) {
                long a = sums[w];
                long b = sums[w + 1];
                long c = sums[w + 2];
                long d = sums[w + 3];
                for (int k = from; k < to; k++) {
                    int at = list[k] * words + w;
                    a += packed[at];
                    b += packed[at + 1];
                    c += packed[at + 2];
                    d += packed[at + 3];
                }
                sums[w] = a;
                sums[w + 1] = b;
                sums[w + 2] = c;
                sums[w + 3] = d;
            }
            for (; w < words; w++) {
                long a = sums[w];
                for (int k = from; k < to; k++) {
                    a += packed[list[k] * words + w];
                }
                sums[w] = a;
            }
        }

        private void check(int centre, int block, int from, int to, boolean limited) {
            long[] limit = limits[centre];
            int at = block * sums.length;
            for (int w = 0; w < sums.length; w++) {
                if (!limited || ((limit[at + w] - sums[w]) & guards) != guards) {
                    check(centre, (at + w) * lanes.each(), from, to, w);
                }
            }
        }

        private void check(int centre, int first, int from, int to, int word) {
            for (int lane = 0; lane < lanes.each(); lane++) {
                float measured = firsts[centre][first + lane];
                if (measured < thresholds.of(lanes.take(sums[word], lane))) {
                    look(centre, from, to, word, lane, measured);
                }
            }
        }

        /** Each zone of a block, at one duration. */
        private void look(int centre, int from, int to, int word, int lane, double first) {
            int duration = word * lanes.each() + lane;
            int[] list = neighbours.list(centre);
            int count = lanes.take(before[word], lane);
            double measured = first;
            for (int k = from; k < to; k++) {
                int added = lanes.take(packed[list[k] * lanes.words() + word], lane);
                count += added;
                measured += k == from ? 0 : measure.values()[list[k] * durations + duration];
                if (added > 0 && measured < thresholds.of(count)) {
                    double ratio = likelihood.ratio(count, measure.of(list, k + 1, duration));
                    if (ratio > best) {
                        best = ratio;
                        thresholds = level(best);
                    }
                }
            }
        }
    }
}
