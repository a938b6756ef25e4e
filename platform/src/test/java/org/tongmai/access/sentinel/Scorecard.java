package org.tongmai.access.sentinel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tongmai.simulator.reads.Incident;
import org.tongmai.simulator.reads.Misuse;
import org.tongmai.simulator.reads.ReadLog;

/**
 * Findings against the truth. A case is right if its reader is that of a planted incident and their times overlap; each incident
 * counts once, however many cases fall on it. Precision is incidents found against those and wrong cases; recall is incidents found
 * against all.
 */
final class Scorecard {

    int found;
    int planted;
    int wrong;
    final Map<Misuse.Kind, int[]> byKind = new EnumMap<>(Misuse.Kind.class);
    final List<Finding> wrongOnes = new ArrayList<>();
    final List<Incident> missed = new ArrayList<>();

    /** The newest state of each case of a log. */
    static Collection<Finding> cases(Iterable<Reading> readings, Sentinel sentinel) {
        Map<String, Finding> cases = new LinkedHashMap<>();
        for (Reading each : readings) {
            sentinel.take(each).ifPresent(finding -> cases.put(finding.account() + finding.begun(), finding));
        }
        return cases.values();
    }

    void add(ReadLog log, Collection<Finding> cases) {
        Map<String, List<Incident>> truth = new HashMap<>();
        for (Incident each : log.incidents()) {
            truth.computeIfAbsent(log.readers().get(each.reader()).account(), key -> new ArrayList<>())
                    .add(each);
            byKind.computeIfAbsent(each.kind(), key -> new int[2])[1]++;
        }
        Set<Incident> hit = new HashSet<>();
        for (Finding each : cases) {
            List<Incident> fits = truth.getOrDefault(each.account(), List.of()).stream()
                    .filter(incident -> incident.from() <= each.until().getEpochSecond()
                            && incident.until() >= each.from().getEpochSecond())
                    .toList();
            if (fits.isEmpty()) {
                wrong++;
                wrongOnes.add(each);
            }
            hit.addAll(fits);
        }
        planted += log.incidents().size();
        found += hit.size();
        for (Incident each : log.incidents()) {
            if (hit.contains(each)) {
                byKind.computeIfAbsent(each.kind(), key -> new int[2])[0]++;
            } else {
                missed.add(each);
            }
        }
    }

    double precision() {
        return found + wrong == 0 ? 0 : (double) found / (found + wrong);
    }

    double recall() {
        return (double) found / planted;
    }
}
