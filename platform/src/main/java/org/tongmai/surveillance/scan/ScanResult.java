package org.tongmai.surveillance.scan;

import java.util.List;

/**
 * What a scan found.
 *
 * @param clusters the most likely one first, then those without a place in common with any before, up to the level; empty where no
 *     place has more cases than expected
 * @param largest the largest ratio of each replica, in their order
 */
public record ScanResult(List<Cluster> clusters, double[] largest) {

    public ScanResult {
        clusters = List.copyOf(clusters);
    }
}
