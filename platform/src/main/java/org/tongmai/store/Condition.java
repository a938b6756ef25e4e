package org.tongmai.store;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/**
 * A criterion made ready: sets of keys of each of which a match has at least one, and a test of the body where keys alone do not
 * decide.
 *
 * @param keys empty where every row must be looked at
 * @param negated the row must have none of the keys
 * @param exact the keys decide; the body need not be read
 * @param members the members of a body that the test looks at; null for all
 */
record Condition(
        List<Set<Long>> keys,
        boolean negated,
        boolean exact,
        Test test,
        @Nullable Set<String> members) {

    /** Decides on a body. */
    @FunctionalInterface
    interface Test {
        boolean of(Fact fact, ObjectNode resource);
    }

    /**
     * The condition of a parameter without chain on one type.
     *
     * @throws Problem {@code store.unknown-parameter}, {@code store.search-unsupported}, {@code store.value-unreadable}
     */
    static Condition of(String type, Query.Criterion criterion, Terms terms) {
        SearchParameter parameter = SearchParameter.of(type, criterion.code());
        if (parameter == null) {
            throw unknownParameter(type, criterion.code());
        }
        return of(parameter, criterion, terms);
    }

    /** The same for a parameter that is known. */
    static Condition of(SearchParameter parameter, Query.Criterion criterion, Terms terms) {
        if ("missing".equals(criterion.modifier())) {
            return missing(parameter, criterion);
        }
        boolean negated = "not".equals(criterion.modifier()) || "not-in".equals(criterion.modifier());
        return switch (parameter.kind()) {
            case TOKEN -> any(parameter, Tokens.wanted(parameter, criterion, terms), negated);
            case REFERENCE -> reference(parameter, criterion);
            case STRING -> any(parameter, Texts.string(parameter, criterion), false);
            case URI -> any(parameter, Texts.uri(parameter, criterion), false);
            case DATE, NUMBER, QUANTITY -> any(parameter, Ordered.wanted(parameter, criterion), false);
            case COMPOSITE -> Composites.condition(parameter, criterion, terms);
            case SPECIAL -> any(parameter, Near.wanted(parameter, criterion), false);
        };
    }

    /** A reference by identifier need not tell of which type its target is. */
    private static Condition reference(SearchParameter parameter, Query.Criterion criterion) {
        Wanted wanted = Referring.wanted(parameter, criterion);
        return any("identifier".equals(criterion.modifier()) ? parameter.anyTarget() : parameter, wanted, false);
    }

    /** Some element under the parameter's paths is as wanted; or, negated, none is. */
    private static Condition any(SearchParameter parameter, Wanted wanted, boolean negated) {
        Set<Long> keys = wanted.keys(parameter, parameter.paths());
        boolean exact = keys != null && wanted.exact(parameter.paths());
        Test test = (fact, resource) -> negated != matches(parameter, wanted, resource);
        boolean narrows = keys != null && (!negated || exact);
        return new Condition(narrows ? List.of(keys) : List.of(), negated, exact, test, members(parameter.paths()));
    }

    private static boolean matches(SearchParameter parameter, Wanted wanted, ObjectNode resource) {
        var found = new boolean[1];
        for (SearchPath path : parameter.paths()) {
            if (path.present()) {
                found[0] |= wanted.test().of(Values.bool(present(path, resource)), "boolean");
            } else {
                path.each(
                        resource,
                        (node, type) -> found[0] |=
                                !found[0] && path.counts(node) && wanted.test().of(node, type));
            }
        }
        return found[0];
    }

    /** True where an element exists and is not false. */
    private static boolean present(SearchPath path, ObjectNode resource) {
        var present = new boolean[1];
        path.each(resource, (node, type) -> present[0] |= !node.isBoolean() || node.booleanValue());
        return present[0];
    }

    private static Condition missing(SearchParameter parameter, Query.Criterion criterion) {
        boolean missing =
                switch (criterion.values().getFirst()) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw unreadable(parameter, "true or false");
                };
        return new Condition(
                List.of(),
                false,
                false,
                (fact, resource) -> missing != has(parameter, resource),
                members(parameter.paths()));
    }

    private static boolean has(SearchParameter parameter, ObjectNode resource) {
        var seen = new boolean[1];
        for (SearchPath path : parameter.paths()) {
            seen[0] |= path.present();
            path.each(resource, (node, type) -> seen[0] |= path.counts(node));
        }
        return seen[0];
    }

    /** The members of a resource with which the paths begin; null for the whole. */
    static @Nullable Set<String> members(List<SearchPath> paths) {
        var out = new java.util.HashSet<String>();
        for (SearchPath path : paths) {
            for (SearchPath.Route route : path.routes()) {
                if (route.hops().isEmpty()) {
                    return null;
                }
                out.add(route.hops().getFirst().member());
            }
        }
        return out;
    }

    // -- refusals

    static Problem unknownParameter(String type, String code) {
        return new Problem(
                Problem.Kind.INVALID,
                "store.unknown-parameter",
                type + " has no search parameter '" + shown(code) + "'.",
                "The parameters are those of FHIR R4; an unknown one would silently widen the result.",
                "See CapabilityStatement.rest.resource.searchParam at /fhir/metadata.");
    }

    static Problem unsupported(String type, String what, String why) {
        return new Problem(
                Problem.Kind.INVALID,
                "store.search-unsupported",
                "'" + shown(what) + "' cannot be searched on " + type + ".",
                why,
                "Leave it out and filter the result, or use another parameter.");
    }

    static Problem wrongModifier(SearchParameter parameter, Query.Criterion criterion) {
        return unsupported(
                parameter.type(),
                criterion.name(),
                "A parameter of kind " + parameter.kind().word() + " does not take this modifier.");
    }

    static Problem unreadable(SearchParameter parameter, String form) {
        return new Problem(
                Problem.Kind.INVALID,
                "store.value-unreadable",
                "The value of '" + parameter.code() + "' cannot be read.",
                "It must be " + form + ".",
                "Correct the value.");
    }

    private static String shown(String code) {
        return code.length() > 64 ? code.substring(0, 64) + "…" : code;
    }
}
