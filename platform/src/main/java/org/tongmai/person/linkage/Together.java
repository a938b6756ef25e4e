package org.tongmai.person.linkage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Fields that agree together between two persons more often than chance has it: suburb and postcode, the address of a household.
 * Taken as independent they would be counted twice. The strongest dependences that form no ring (a Chow-Liu tree) are kept.
 *
 * @see <a href="https://doi.org/10.1109/TIT.1968.1054142">Chow and Liu 1968</a>
 */
final class Together {

    /** Bits of mutual information below which two fields count as independent. */
    private static final double LEAST = 1e-5;

    /** A joint finding counts as seen that much less often as its error is, so that noise says nothing. */
    private static final double ERRORS = 3;

    private static final int W = Finding.WEIGHED;

    /** No dependence. */
    static final Together NONE = new Together(List.of());

    private record Edge(int one, int other, double information, double[][] bits) {}

    private final List<Edge> tree;

    private Together(List<Edge> tree) {
        this.tree = List.copyOf(tree);
    }

    /**
     * @param counts of pairs drawn at random that are not linked, how often each two findings of each two fields were found together
     */
    static Together of(double[][][][] counts) {
        var edges = new ArrayList<Edge>();
        for (int f = 0; f < counts.length; f++) {
            for (int g = f + 1; g < counts.length; g++) {
                Edge edge = edge(f, g, counts[f][g]);
                if (edge.information() > LEAST) {
                    edges.add(edge);
                }
            }
        }
        edges.sort(Comparator.comparingDouble(Edge::information)
                .reversed()
                .thenComparingInt(Edge::one)
                .thenComparingInt(Edge::other));
        int[] group = new int[counts.length];
        for (int f = 0; f < group.length; f++) {
            group[f] = f;
        }
        var tree = new ArrayList<Edge>();
        for (Edge edge : edges) {
            int one = group[edge.one()];
            int other = group[edge.other()];
            if (one != other) {
                tree.add(edge);
                for (int f = 0; f < group.length; f++) {
                    group[f] = group[f] == other ? one : group[f];
                }
            }
        }
        return new Together(tree);
    }

    private static Edge edge(int f, int g, double[][] counts) {
        double all = 0;
        double[] first = new double[W];
        double[] second = new double[W];
        for (int a = 0; a < W; a++) {
            for (int b = 0; b < W; b++) {
                first[a] += counts[a][b];
                second[b] += counts[a][b];
                all += counts[a][b];
            }
        }
        double information = 0;
        double[][] bits = new double[W][W];
        for (int a = 0; a < W && all > 0; a++) {
            for (int b = 0; b < W; b++) {
                double expected = first[a] * second[b] / all;
                double seen = counts[a][b] - ERRORS * Math.sqrt(counts[a][b]);
                if (seen > expected && expected > 0) {
                    bits[a][b] = -Weights.log2(seen / expected);
                    information -= seen / all * bits[a][b];
                }
            }
        }
        return new Edge(f, g, information, bits);
    }

    /** What the findings of a pair say less, for they come together: bits, none above 0. */
    double bits(long pattern) {
        double bits = 0;
        for (Edge edge : tree) {
            int a = Comparisons.finding(pattern, edge.one());
            int b = Comparisons.finding(pattern, edge.other());
            if (a < W && b < W) {
                bits += edge.bits()[a][b];
            }
        }
        return bits;
    }

    List<LinkageModel.Dependence> dependences(List<String> columns) {
        var dependences = new ArrayList<LinkageModel.Dependence>();
        for (Edge edge : tree) {
            var bits = new LinkedHashMap<String, Double>();
            for (int a = 0; a < W; a++) {
                for (int b = 0; b < W; b++) {
                    if (edge.bits()[a][b] < 0) {
                        bits.put(Finding.of(a).word() + "/" + Finding.of(b).word(), edge.bits()[a][b]);
                    }
                }
            }
            if (!bits.isEmpty()) {
                dependences.add(new LinkageModel.Dependence(columns.get(edge.one()), columns.get(edge.other()), bits));
            }
        }
        return dependences;
    }

    /** @param columns of the fields, in their order; a dependence of another column says nothing */
    static Together of(List<LinkageModel.Dependence> dependences, List<String> columns) {
        var tree = new ArrayList<Edge>();
        for (LinkageModel.Dependence each : dependences) {
            int one = columns.indexOf(each.one());
            int other = columns.indexOf(each.other());
            if (one >= 0 && other >= 0) {
                double[][] bits = new double[W][W];
                for (int a = 0; a < W; a++) {
                    for (int b = 0; b < W; b++) {
                        bits[a][b] = each.bits()
                                .getOrDefault(
                                        Finding.of(a).word() + "/"
                                                + Finding.of(b).word(),
                                        0.0);
                    }
                }
                tree.add(new Edge(one, other, 0, bits));
            }
        }
        return new Together(tree);
    }
}
