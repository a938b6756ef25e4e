package org.tongmai.insight.deidentify;

import java.util.HashMap;
import java.util.Map;

/** How varied the sensitive column is in the groups that are kept; see {@link Risk}. */
record Diversity(int distinct, double entropy, double distance) {

    /** @param groups of each group the rows of each sensitive value */
    static Diversity of(Map<Integer, Map<Integer, Integer>> groups, boolean[] kept) {
        Map<Integer, Integer> all = new HashMap<>();
        groups.forEach((group, values) -> {
            if (kept[group]) {
                values.forEach((value, rows) -> all.merge(value, rows, Integer::sum));
            }
        });
        if (all.isEmpty()) {
            return new Diversity(0, 0, 0);
        }
        double total = sum(all);
        int distinct = Integer.MAX_VALUE;
        double entropy = Double.MAX_VALUE;
        double distance = 0;
        for (var group : groups.entrySet()) {
            if (kept[group.getKey()]) {
                Map<Integer, Integer> values = group.getValue();
                double rows = sum(values);
                distinct = Math.min(distinct, values.size());
                entropy = Math.min(entropy, Math.exp(entropy(values, rows)));
                distance = Math.max(distance, distance(values, rows, all, total));
            }
        }
        return new Diversity(distinct, entropy, distance);
    }

    private static double entropy(Map<Integer, Integer> values, double rows) {
        return -values.values().stream()
                .mapToDouble(count -> count / rows * Math.log(count / rows))
                .sum();
    }

    private static double distance(Map<Integer, Integer> values, double rows, Map<Integer, Integer> all, double total) {
        return all.entrySet().stream()
                        .mapToDouble(each ->
                                Math.abs(values.getOrDefault(each.getKey(), 0) / rows - each.getValue() / total))
                        .sum()
                / 2;
    }

    private static double sum(Map<Integer, Integer> values) {
        return values.values().stream().mapToInt(Integer::intValue).sum();
    }
}
