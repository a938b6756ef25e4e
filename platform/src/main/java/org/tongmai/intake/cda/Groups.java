package org.tongmai.intake.cda;

import java.util.ArrayList;
import java.util.List;

/**
 * Which entries of a section belong together. WS/T 500 writes one laboratory result as several observations in a row (item, result,
 * unit), and one diagnosis as two (name, code); organizers that only hold them together say nothing themselves.
 */
final class Groups {

    private Groups() {}

    /** The entries in their order, those that belong together in one list. */
    static List<List<Node>> of(List<Node> entries) {
        List<List<Node>> groups = new ArrayList<>();
        List<Node> loose = new ArrayList<>();
        for (Node entry : entries) {
            if (isBundle(entry)) {
                split(loose, groups);
                loose = new ArrayList<>();
                split(unpacked(entry), groups);
            } else {
                loose.add(entry);
            }
        }
        split(loose, groups);
        return groups;
    }

    /** An organizer without code, number and template: it holds together and says nothing. */
    private static boolean isBundle(Node entry) {
        return entry.name().equals("organizer")
                && entry.see("templateId").isEmpty()
                && !named(entry)
                && entry.children().stream()
                        .allMatch(child ->
                                List.of("statusCode", "component", "code", "id").contains(child.name()));
    }

    /** Whether a statement has a code or words for one. */
    static boolean named(Node statement) {
        return statement
                .see("code")
                .filter(code ->
                        !code.at("code").isEmpty() || !code.at("displayName").isEmpty())
                .isPresent();
    }

    private static List<Node> unpacked(Node organizer) {
        organizer.takeAlone();
        List<Node> inside = new ArrayList<>();
        for (Node component : Details.links(organizer)) {
            component.takeAlone();
            for (Node statement : Details.statements(component)) {
                inside.addAll(isBundle(statement) ? unpacked(statement) : List.of(statement));
            }
        }
        return inside;
    }

    /** Cuts a row before each item of a laboratory result. */
    private static void split(List<Node> row, List<List<Node>> groups) {
        List<Node> group = new ArrayList<>();
        boolean result = false;
        boolean named = false;
        for (Node entry : row) {
            String slot = slot("lab", entry);
            boolean item = slot.equals("item");
            boolean second = item
                    && result
                    && !named
                    && group.size() == 1
                    && !element(group.getFirst()).equals(element(entry));
            boolean ends = item ? !second : result && slot.isEmpty();
            if (ends && !group.isEmpty()) {
                groups.add(group);
                group = new ArrayList<>();
                result = false;
            }
            named = second;
            result |= item;
            group.add(entry);
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
    }

    /** Whether the group is one laboratory result with what belongs to it. */
    static boolean isResult(List<Node> group) {
        return slot("lab", group.getFirst()).equals("item");
    }

    /** Whether one of two neighbours is the name and the other the code of one diagnosis. */
    static boolean isDiagnosis(Node one, Node other) {
        String first = slot("diagnosis", one);
        String second = slot("diagnosis", other);
        return first.equals("name") && second.equals("code")
                || first.equals("code") && second.equals("name") && unnamed(one);
    }

    private static boolean unnamed(Node code) {
        return code.see("value").map(value -> value.at("displayName").isEmpty()).orElse(true);
    }

    static String slot(String what, Node entry) {
        return entry.name().equals("observation") ? Rules.slot(what, element(entry)) : "";
    }

    static String element(Node entry) {
        return entry.see("code").map(code -> code.at("code")).orElse("");
    }
}
