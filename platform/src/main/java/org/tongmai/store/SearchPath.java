package org.tongmai.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One alternative of a search parameter's expression, compiled against the definitions of a type.
 *
 * @param text the expression without {@code target(…)}, the name under which its values are indexed
 * @param target the only type to which references count, or null for all
 * @param present true where the value is whether the element exists
 * @param routes ways through the JSON; several where the element's type is open
 */
record SearchPath(String text, @Nullable String target, boolean present, List<Route> routes) {

    /**
     * One way: the members to follow, and the FHIR type at its end.
     *
     * @param path where the children of its end are defined
     */
    record Route(List<Hop> hops, String path, String type) {}

    /**
     * Follow {@code member}; keep only those whose {@code member.where} equals {@code is}.
     *
     * @param index the only item of an array to follow, or -1 for all
     */
    record Hop(
            String member,
            int index,
            @Nullable String where,
            @Nullable String is) {}

    static SearchPath compile(String type, String expression) {
        return compile(List.of(new Route(List.of(), type, type)), expression);
    }

    /** Compiles an expression that begins where other ways end. */
    static SearchPath compile(List<Route> from, String expression) {
        var routes = from.stream()
                .map(route -> new Route(List.of(), route.path, route.type))
                .distinct()
                .toList();
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
        return new SearchPath(text.isEmpty() ? "$this" : text.substring(1), target, present, routes);
    }

    /** True where every way ends at a primitive type. */
    boolean primitive() {
        return routes.stream().allMatch(route -> Definitions.isPrimitive(route.type));
    }

    /** True where a way ends at {@code type}. */
    boolean reaches(String type) {
        return routes.stream().anyMatch(route -> route.type.equals(type));
    }

    /** Hands each value with its FHIR type to {@code sink}. */
    void each(JsonNode resource, BiConsumer<JsonNode, String> sink) {
        for (Route route : routes) {
            walk(resource, route, 0, sink);
        }
    }

    /** True where a value is one of this path: for references, to a resource of the {@code target}. */
    boolean counts(JsonNode node) {
        if (target == null) {
            return true;
        }
        String reference = Referring.literal(node);
        if (reference == null) {
            return node.path("type").asString("").equals(target);
        }
        return reference.startsWith(target + "/") || reference.contains("/" + target + "/");
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
        } else if (hop.index >= 0) {
            if (hop.index < next.size()) {
                step(next.get(hop.index), hop, route, at, sink);
            }
        } else {
            for (JsonNode one : next) {
                step(one, hop, route, at, sink);
            }
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

    private static List<Route> follow(List<Route> routes, String step, @Nullable String as) {
        int bracket = step.indexOf('[');
        String name = bracket < 0 ? step : step.substring(0, bracket);
        int index = bracket < 0 ? -1 : Integer.parseInt(step.substring(bracket + 1, step.indexOf(']')));
        var out = new ArrayList<Route>();
        for (Route route : routes) {
            for (Definitions.Element element : Definitions.alternatives(route.path, name)) {
                if (as == null || element.type().equalsIgnoreCase(as)) {
                    var hops = new ArrayList<>(route.hops);
                    hops.add(new Hop(element.name(), index, null, null));
                    out.add(new Route(List.copyOf(hops), element.path(), element.type()));
                }
            }
        }
        return out;
    }

    private static List<Route> filtered(List<Route> routes, String condition) {
        int equals = condition.indexOf('=');
        String member = condition.substring(0, equals).strip();
        String value = condition.substring(equals + 1).strip().replace("'", "");
        var out = new ArrayList<Route>();
        for (Route route : routes) {
            var hops = new ArrayList<>(route.hops);
            Hop last = hops.removeLast();
            hops.add(new Hop(last.member, last.index, member, value));
            out.add(new Route(List.copyOf(hops), route.path, route.type));
        }
        return out;
    }

    private static String inside(String step) {
        return step.substring(step.indexOf('(') + 1, step.lastIndexOf(')'));
    }

    static List<String> steps(String expression) {
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
