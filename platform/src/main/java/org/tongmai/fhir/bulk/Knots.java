package org.tongmai.fhir.bulk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.ResourceTypes;
import tools.jackson.databind.JsonNode;

/** Lines that refer to each other in a ring: none can be taken alone, together they can. */
final class Knots {

    static final int LINES_MAX = 5_000;
    static final long BYTES_MAX = 48_000_000;

    private Knots() {}

    /** Each group of lines that hang together as one transaction; where that is refused, all of them are. */
    static List<Result> submit(List<Line> lines, Submitting submitting) {
        var results = new ArrayList<Result>();
        for (List<Line> group : groups(lines)) {
            results.addAll(submitting.submit(group));
        }
        return results;
    }

    /** Lines in groups between which no reference goes. */
    private static List<List<Line>> groups(List<Line> lines) {
        var place = new HashMap<String, Integer>();
        for (int i = 0; i < lines.size(); i++) {
            place.put(lines.get(i).resource(), i);
        }
        int[] root = new int[lines.size()];
        for (int i = 0; i < root.length; i++) {
            root[i] = i;
        }
        for (int i = 0; i < root.length; i++) {
            for (String reference : references(lines.get(i))) {
                Integer other = place.get(reference);
                if (other != null) {
                    root[find(root, i)] = find(root, other);
                }
            }
        }
        Map<Integer, List<Line>> groups = new LinkedHashMap<>();
        for (int i = 0; i < root.length; i++) {
            groups.computeIfAbsent(find(root, i), each -> new ArrayList<>()).add(lines.get(i));
        }
        return List.copyOf(groups.values());
    }

    /** What a line refers to, each {@code Type/id}. */
    static Set<String> references(Line line) {
        var out = new HashSet<String>();
        collect(line.tree(), out);
        return out;
    }

    private static int find(int[] root, int of) {
        int at = of;
        while (root[at] != at) {
            root[at] = root[root[at]];
            at = root[at];
        }
        return at;
    }

    private static void collect(@Nullable JsonNode node, Set<String> out) {
        if (node == null) {
            return;
        }
        JsonNode reference = node.get("reference");
        if (reference != null && reference.isString()) {
            String text = reference.asString();
            int history = text.indexOf("/_history/");
            String[] parts = (history < 0 ? text : text.substring(0, history)).split("/", -1);
            if (parts.length == 2 && ResourceTypes.exists(parts[0])) {
                out.add(parts[0] + "/" + parts[1]);
            }
        }
        for (JsonNode child : node) {
            if (child.isContainer()) {
                collect(child, out);
            }
        }
    }
}
