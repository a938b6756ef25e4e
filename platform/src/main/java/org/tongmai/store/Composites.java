package org.tongmai.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Conditions that several values of one element fulfil together: {@code code$value}.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#composite">FHIR R4 search: composite</a>
 */
final class Composites {

    private Composites() {}

    static Condition condition(SearchParameter parameter, Query.Criterion criterion, Terms terms) {
        if (criterion.modifier() != null) {
            throw Condition.wrongModifier(parameter, criterion);
        }
        List<SearchParameter.Component> components = parameter.components();
        var alternatives = new ArrayList<List<Wanted>>();
        for (String value : criterion.values()) {
            List<String> parts = Query.split(value, '$');
            if (parts.size() != components.size()) {
                throw Condition.unreadable(parameter, components.size() + " values with $ between them");
            }
            var wanted = new ArrayList<Wanted>();
            for (int i = 0; i < parts.size(); i++) {
                wanted.add(wanted(components.get(i).parameter(), parts.get(i), terms));
            }
            alternatives.add(wanted);
        }
        var keys = new ArrayList<Set<Long>>();
        for (int i = 0; i < components.size(); i++) {
            Set<Long> some = keys(components.get(i), alternatives, i);
            if (some != null) {
                keys.add(some);
            }
        }
        return new Condition(
                keys,
                false,
                false,
                (fact, resource) -> alternatives.stream().anyMatch(wanted -> matches(parameter, wanted, resource)),
                null);
    }

    private static Wanted wanted(SearchParameter component, String value, Terms terms) {
        var criterion = new Query.Criterion(component.code(), null, null, List.of(value));
        return switch (component.kind()) {
            case TOKEN -> Tokens.wanted(component, criterion, terms);
            case REFERENCE -> Referring.wanted(component, criterion);
            case STRING -> Texts.string(component, criterion);
            case URI -> Texts.uri(component, criterion);
            case DATE, NUMBER, QUANTITY -> Ordered.wanted(component, criterion);
            case COMPOSITE, SPECIAL -> throw new IllegalStateException("a component of a composite is a simple value");
        };
    }

    /** Keys of one component in any of the alternatives; null where one of these does not narrow. */
    private static @Nullable Set<Long> keys(
            SearchParameter.Component component, List<List<Wanted>> alternatives, int at) {
        var out = new HashSet<Long>();
        SearchParameter parameter = component.parameter();
        for (List<Wanted> wanted : alternatives) {
            Set<Long> keys = wanted.get(at).keys(parameter, component.whole());
            if (keys == null) {
                return null;
            }
            out.addAll(keys);
        }
        return out;
    }

    private static boolean matches(SearchParameter parameter, List<Wanted> wanted, ObjectNode resource) {
        var found = new boolean[1];
        for (SearchPath path : parameter.paths()) {
            path.each(resource, (element, type) -> {
                boolean all = true;
                for (int i = 0; all && i < wanted.size(); i++) {
                    SearchParameter.Component component = parameter.components().get(i);
                    all = matches(component, wanted.get(i), component.root() ? resource : element);
                }
                found[0] |= all;
            });
        }
        return found[0];
    }

    private static boolean matches(SearchParameter.Component component, Wanted wanted, JsonNode from) {
        var found = new boolean[1];
        for (SearchPath path : component.parameter().paths()) {
            path.each(from, (node, type) -> found[0] |= wanted.test().of(node, type));
        }
        return found[0];
    }
}
