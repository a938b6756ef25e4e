package org.tongmai.intake.cda;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found in one document, the same thing at the same place counted once. */
final class Findings {

    /** A document with more kinds of findings than this tells the first ones. */
    private static final int KINDS_MAX = 200;

    private final Map<Finding, Integer> found = new LinkedHashMap<>();
    private final Deque<String> place = new ArrayDeque<>();

    /** Says where what follows is found, until {@link #leave}. */
    void enter(String step) {
        place.addLast(step);
    }

    void leave() {
        place.removeLast();
    }

    void add(String code, String where, String read, String takenFor) {
        String path = String.join("/", place) + (where.isEmpty() || place.isEmpty() ? where : "/" + where);
        var finding = new Finding(code, path, read, takenFor, 0);
        if (found.containsKey(finding) || found.size() < KINDS_MAX) {
            found.merge(finding, 1, Integer::sum);
        }
    }

    /** What was read otherwise first, then what is kept as a detail; else in the order of the document. */
    List<Finding> list() {
        return found.entrySet().stream()
                .map(each -> new Finding(
                        each.getKey().code(),
                        each.getKey().where(),
                        each.getKey().read(),
                        each.getKey().takenFor(),
                        each.getValue()))
                .sorted(Comparator.comparing(finding -> finding.code().equals("kept-as-detail")))
                .toList();
    }
}
