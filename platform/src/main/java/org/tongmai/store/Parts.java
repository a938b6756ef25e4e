package org.tongmai.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Parts asked of single resources: the same answer as their condition in a statement gives. */
final class Parts {

    private Parts() {}

    /** Whether a scope shows a resource of a record; the directory is another matter. */
    static boolean shows(Scope.Granted granted, ResourceKey key, ObjectNode resource) {
        return key.compartment() == ResourceKey.DIRECTORY && ResourceTypes.isDirectory(key.type())
                || any(granted.permitted(), key, resource) && !any(granted.withheld(), key, resource);
    }

    private static boolean any(List<Scope.Grant> grants, ResourceKey key, ObjectNode resource) {
        for (Scope.Grant grant : grants) {
            if (grant.compartments().contains(key.compartment()) && has(grant.part(), key, resource)) {
                return true;
            }
        }
        return false;
    }

    static boolean has(Part part, ResourceKey key, ObjectNode resource) {
        return switch (part) {
            case Part.OfTypes of -> of.types().contains(key.type());
            case Part.Labelled labelled -> coded(labelled.codes(), key.type(), Labels.SECURITY, resource);
            case Part.InCategory in -> coded(in.codes(), key.type(), Labels.CATEGORY, resource);
            case Part.Among among -> among.keys().contains(key);
            case Part.During during ->
                CareTime.between(during.from(), during.until()).touches(key.type(), resource);
            case Part.Not not -> !has(not.part(), key, resource);
            case Part.Both both -> both.parts().stream().allMatch(each -> has(each, key, resource));
            case Part.Either either -> either.parts().stream().anyMatch(each -> has(each, key, resource));
        };
    }

    /** Whether type and compartment decide alone, so that no body is needed. */
    static boolean plain(Part part) {
        return switch (part) {
            case Part.OfTypes of -> true;
            case Part.Among among -> true;
            case Part.Labelled labelled -> false;
            case Part.InCategory in -> false;
            case Part.During during -> false;
            case Part.Not not -> plain(not.part());
            case Part.Both both -> both.parts().stream().allMatch(Parts::plain);
            case Part.Either either -> either.parts().stream().allMatch(Parts::plain);
        };
    }

    /** Whether dates of care decide about resources of a type, which index keys cannot tell. */
    static boolean needsDates(String type, Scope scope) {
        return CareTime.dates(type) && dated(scope);
    }

    private static boolean dated(Scope scope) {
        return switch (scope) {
            case Scope.Everything everything -> false;
            case Scope.Sent sent -> false;
            case Scope.Granted granted ->
                granted.permitted().stream().anyMatch(grant -> dated(grant.part()))
                        || granted.withheld().stream().anyMatch(grant -> dated(grant.part()));
            case Scope.Limited limited -> dated(limited.part()) || dated(limited.scope());
        };
    }

    private static boolean dated(Part part) {
        return switch (part) {
            case Part.OfTypes of -> false;
            case Part.Labelled labelled -> false;
            case Part.InCategory in -> false;
            case Part.Among among -> false;
            case Part.During during -> true;
            case Part.Not not -> dated(not.part());
            case Part.Both both -> both.parts().stream().anyMatch(Parts::dated);
            case Part.Either either -> either.parts().stream().anyMatch(Parts::dated);
        };
    }

    /** Members of a body of a type at which parts look; null for all. */
    static @Nullable Set<String> members(String type) {
        var paths = new ArrayList<>(CareTime.paths(type));
        paths.addAll(Labels.paths(type, Labels.SECURITY));
        paths.addAll(Labels.paths(type, Labels.CATEGORY));
        return Condition.members(paths);
    }

    /** By the values that make the index keys, so that a body says what its row says. */
    private static boolean coded(Set<String> codes, String type, String parameter, ObjectNode resource) {
        var found = new boolean[1];
        for (SearchPath path : Labels.paths(type, parameter)) {
            path.each(
                    resource,
                    (node, nodeType) -> Values.tokens(
                            node,
                            nodeType,
                            token -> found[0] |= codes.contains(token.code())
                                    || codes.contains(token.system() + "|" + token.code())));
        }
        return found[0];
    }
}
