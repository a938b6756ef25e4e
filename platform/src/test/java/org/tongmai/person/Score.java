package org.tongmai.person;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/**
 * How well persons agree with the truth, counted in pairs of source patients.
 *
 * @param right pairs linked that are of one resident
 * @param wrong pairs linked that are not
 * @param missed pairs of one resident that are not linked
 * @param wrongPairs those linked wrongly
 * @param missedPairs those missed
 */
record Score(int right, int wrong, int missed, List<LinkStore.Pair> wrongPairs, List<LinkStore.Pair> missedPairs) {

    static Score of(Set<Set<Long>> persons, SimulatedRegistrations truth) {
        var person = new HashMap<Long, Set<Long>>();
        persons.forEach(members -> members.forEach(member -> person.put(member, members)));
        List<Long> all = person.keySet().stream().sorted().toList();
        var byResident = new HashMap<String, List<Long>>();
        all.forEach(one -> byResident
                .computeIfAbsent(truth.resident(one), none -> new ArrayList<>())
                .add(one));
        int right = 0;
        var wrong = new ArrayList<LinkStore.Pair>();
        var missed = new ArrayList<LinkStore.Pair>();
        for (Set<Long> members : persons) {
            for (Long one : members) {
                for (Long other : members) {
                    if (one < other && !truth.resident(one).equals(truth.resident(other))) {
                        wrong.add(new LinkStore.Pair(one, other));
                    }
                }
            }
        }
        for (List<Long> members : byResident.values()) {
            for (Long one : members) {
                for (Long other : members) {
                    if (one < other && person.getOrDefault(one, Set.of()).contains(other)) {
                        right++;
                    } else if (one < other) {
                        missed.add(new LinkStore.Pair(one, other));
                    }
                }
            }
        }
        return new Score(right, wrong.size(), missed.size(), wrong, missed);
    }

    double precision() {
        return (double) right / (right + wrong);
    }

    double recall() {
        return (double) right / (right + missed);
    }

    String text() {
        return "right %d, wrong %d, missed %d, precision %.5f, recall %.4f"
                .formatted(right, wrong, missed, precision(), recall());
    }
}
