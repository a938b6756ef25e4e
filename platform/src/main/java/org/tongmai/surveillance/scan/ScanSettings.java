package org.tongmai.surveillance.scan;

import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * How far a scan looks.
 *
 * @param maxFraction the largest part of the population in one cluster, above 0 up to 1; 0.5 by custom
 * @param maxDuration the most periods that a cluster lasts until now; 0 means half of the study, rounded down
 * @param replicas how often nothing is simulated to judge what was found; 999 by custom, 0 judges nothing
 * @param seed of the simulation: the same seed gives the same answer, on any number of threads
 * @param alpha secondary clusters are told up to this p
 * @param threads how many work at once
 */
public record ScanSettings(double maxFraction, int maxDuration, int replicas, long seed, double alpha, int threads) {

    public static final ScanSettings USUAL =
            new ScanSettings(0.5, 0, 999, 1, 0.05, Runtime.getRuntime().availableProcessors());

    /** The smallest p by ranks is then one in a million. */
    private static final int REPLICAS_MOST = 999_999;

    public ScanSettings {
        if (!(maxFraction > 0 && maxFraction <= 1)) {
            throw impossible("A cluster of at most " + maxFraction + " of the population", "above 0 and at most 1");
        }
        if (maxDuration < 0) {
            throw impossible("A cluster of at most " + maxDuration + " periods", "0 (half of the study) or more");
        }
        if (replicas < 0 || replicas > REPLICAS_MOST) {
            throw impossible(replicas + " replicas", "0 to " + REPLICAS_MOST);
        }
        if (!(alpha >= 0 && alpha <= 1)) {
            throw impossible("A level of " + alpha, "0 to 1");
        }
        if (threads < 1) {
            throw impossible(threads + " threads", "1 or more");
        }
    }

    public ScanSettings withReplicas(int number) {
        return new ScanSettings(maxFraction, maxDuration, number, seed, alpha, threads);
    }

    public ScanSettings withThreads(int number) {
        return new ScanSettings(maxFraction, maxDuration, replicas, seed, alpha, number);
    }

    public ScanSettings withMaxFraction(double fraction) {
        return new ScanSettings(fraction, maxDuration, replicas, seed, alpha, threads);
    }

    public ScanSettings withMaxDuration(int periods) {
        return new ScanSettings(maxFraction, periods, replicas, seed, alpha, threads);
    }

    public ScanSettings withSeed(long other) {
        return new ScanSettings(maxFraction, maxDuration, replicas, other, alpha, threads);
    }

    public ScanSettings withAlpha(double level) {
        return new ScanSettings(maxFraction, maxDuration, replicas, seed, level, threads);
    }

    private static Problem impossible(String what, String allowed) {
        return new Problem(
                Kind.INVALID,
                "surveillance.scan-setting",
                what + " cannot be scanned for.",
                "Allowed is " + allowed + ".",
                "Choose a value in these bounds.");
    }
}
