package org.tongmai.surveillance.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The scan statistic: of all circles of places, and all spans of periods until now, the ones whose cases are least likely where nothing
 * happens. Purely spatial with one period; prospective in space and time with more.
 *
 * <p>As the R package SpatialEpi: zones are a place with its nearest ones up to the allowed part of the population; p is the rank among the
 * largest ratios of replicas; secondary clusters have no place in common with a more likely one.
 *
 * @see <a href="https://doi.org/10.1080/03610929708831995">Kulldorff 1997, doi 10.1080/03610929708831995</a>
 * @see <a href="https://doi.org/10.1111/1467-985X.00186">Kulldorff 2001, prospective, doi 10.1111/1467-985X.00186</a>
 */
public final class Scan {

    /** Clusters without a common place that are told at most. */
    private static final int CLUSTERS_MOST = 100;

    private Scan() {}

    /** The most likely cluster, and the secondary ones up to {@code alpha}; without replicas the most likely one alone. */
    public static ScanResult of(Study study, ScanSettings settings) {
        int durations = durations(study, settings);
        Neighbours neighbours = Neighbours.of(study.places(), study.weights(), settings.maxFraction());
        var circles = new Circles(study, neighbours, durations);
        boolean[] taken = new boolean[study.places().size()];
        Cylinder best = circles.best(taken);
        if (best.centre() < 0) {
            return new ScanResult(List.of(), new double[0]);
        }
        double[] largest = new Replicas(study, neighbours, durations)
                .largest(settings.replicas(), settings.seed(), settings.threads());
        var judged = new Judged(study, neighbours, largest);
        var clusters = new ArrayList<Cluster>();
        while (best.centre() >= 0 && clusters.size() < CLUSTERS_MOST) {
            Cluster cluster = judged.cluster(clusters.size() + 1, best);
            if (!clusters.isEmpty() && !(cluster.p() <= settings.alpha())) {
                break;
            }
            clusters.add(cluster);
            cluster.members().forEach(each -> taken[each] = true);
            best = circles.best(taken);
        }
        return new ScanResult(clusters, largest);
    }

    /** The cylinders of the largest ratios, overlapping ones too, each set of places and periods once; judged by nothing. */
    public static List<Cluster> top(Study study, ScanSettings settings, int number) {
        int durations = durations(study, settings);
        Neighbours neighbours = Neighbours.of(study.places(), study.weights(), settings.maxFraction());
        var judged = new Judged(study, neighbours, new double[0]);
        var clusters = new ArrayList<Cluster>();
        for (Cylinder each : new Circles(study, neighbours, durations).top(number)) {
            clusters.add(judged.cluster(clusters.size() + 1, each));
        }
        return clusters;
    }

    static int durations(Study study, ScanSettings settings) {
        int wanted = settings.maxDuration() == 0 ? study.periods() / 2 : settings.maxDuration();
        return Math.max(1, Math.min(wanted, study.periods()));
    }

    /** What was found, beside the replicas. */
    private static final class Judged {

        private final Study study;
        private final Neighbours neighbours;
        private final double[] largest;
        private final Gumbel gumbel;
        private final double factor;

        Judged(Study study, Neighbours neighbours, double[] largest) {
            this.study = study;
            this.neighbours = neighbours;
            this.largest = largest;
            this.gumbel = Gumbel.of(largest);
            // people are made expected cases; expected cases stay as they were given
            this.factor = study.model() == Model.BINOMIAL ? study.totalCases() / study.totalMeasure() : 1;
        }

        Cluster cluster(int rank, Cylinder found) {
            int[] list = Arrays.copyOf(neighbours.list(found.centre()), found.size());
            // the same cases in the same places may be added up in another order
            long asLarge = Arrays.stream(largest)
                    .filter(each -> !Cylinder.above(found.ratio(), each))
                    .count();
            return new Cluster(
                    rank,
                    found.centre(),
                    Arrays.stream(list).boxed().toList(),
                    study.places().distance(list[list.length - 1], found.centre()),
                    study.periods() - 1 - found.duration(),
                    found.cases(),
                    found.measure() * factor,
                    found.ratio(),
                    largest.length == 0 ? Double.NaN : (asLarge + 1.0) / (largest.length + 1),
                    gumbel.above(found.ratio()));
        }
    }
}
