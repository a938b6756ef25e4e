package org.tongmai.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One alternative of a search parameter's expression, compiled against the definitions of a type.
 *
 * @param text the expression without {@code target(…)}, the name under which its values are indexed
 * @param target the only type to which references count, or null for all
 * @param present true where the value is whether the element exists
 * @param routes ways through the JSON; several where the element's type is open
 */
record SearchPath(String text, @Nullable String target, boolean present, List<Route> routes) {

    /** One way: the members to follow, and the FHIR type at its end. */
    record Route(List<Hop> hops, String type) {}

    /** Follow {@code member}; keep only those whose {@code member.where} equals {@code is}. */
    record Hop(
            String member, @Nullable String where, @Nullable String is) {}

    static SearchPath compile(String type, String expression) {
        var routes = List.of(new Building(type, type, List.of()));
        String target = null;
        boolean present = false;
        var text = new StringBuilder();
        List<String> steps = steps(expression);
        for (int i = 0; i < steps.size(); i++) {
            String step = steps.get(i);
            if (step.equals("$this")) {
                continue;
            }
            if (step.startsWith("target(")) {
                target = inside(step);
            } else if (step.equals("present()")) {
                present = true;
            } else if (step.startsWith("where(")) {
                routes = filtered(routes, inside(step));
                text.append('.').append(step);
            } else if (!step.startsWith("as(")) {
                String as =
                        i + 1 < steps.size() && steps.get(i + 1).startsWith("as(") ? inside(steps.get(i + 1)) : null;
                routes = follow(routes, step, as);
                text.append('.').append(step);
                if (as != null) {
                    text.append('.').append(as);
                }
            }
        }
        return new SearchPath(
                text.isEmpty() ? "$this" : text.substring(1),
                target,
                present,
                routes.stream().map(b -> new Route(b.hops, b.type)).toList());
    }

    /** Hands each value with its FHIR type to {@code sink}. */
    void each(ObjectNode resource, BiConsumer<JsonNode, String> sink) {
        for (Route route : routes) {
            walk(resource, route, 0, sink);
        }
    }

    private static void walk(JsonNode node, Route route, int at, BiConsumer<JsonNode, String> sink) {
        if (at == route.hops.size()) {
            sink.accept(node, route.type);
            return;
        }
        Hop hop = route.hops.get(at);
        JsonNode next = node.get(hop.member);
        if (next == null) {
            return;
        }
        if (!next.isArray()) {
            step(next, hop, route, at, sink);
            return;
        }
        for (JsonNode one : next) {
            step(one, hop, route, at, sink);
        }
    }

    private static void step(JsonNode node, Hop hop, Route route, int at, BiConsumer<JsonNode, String> sink) {
        if (hop.where != null) {
            JsonNode value = node.get(hop.where);
            if (value == null || !value.asString("").equals(hop.is)) {
                return;
            }
        }
        walk(node, route, at + 1, sink);
    }

    private record Building(String path, String type, List<Hop> hops) {}

    private static List<Building> follow(List<Building> routes, String name, @Nullable String as) {
        var out = new ArrayList<Building>();
        for (Building route : routes) {
            for (Definitions.Element element : Definitions.alternatives(route.path, name)) {
                if (as == null || element.type().equalsIgnoreCase(as)) {
                    var hops = new ArrayList<>(route.hops);
                    hops.add(new Hop(element.name(), null, null));
                    out.add(new Building(element.path(), element.type(), hops));
                }
            }
        }
        return out;
    }

    private static List<Building> filtered(List<Building> routes, String condition) {
        int equals = condition.indexOf('=');
        String member = condition.substring(0, equals).strip();
        String value = condition.substring(equals + 1).strip().replace("'", "");
        var out = new ArrayList<Building>();
        for (Building route : routes) {
            var hops = new ArrayList<>(route.hops);
            Hop last = hops.removeLast();
            hops.add(new Hop(last.member, member, value));
            out.add(new Building(route.path, route.type, hops));
        }
        return out;
    }

    private static String inside(String step) {
        return step.substring(step.indexOf('(') + 1, step.lastIndexOf(')'));
    }

    private static List<String> steps(String expression) {
        var steps = new ArrayList<String>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == '.' && depth == 0) {
                steps.add(expression.substring(from, i));
                from = i + 1;
            }
        }
        steps.add(expression.substring(from));
        return steps;
    }
}
