package org.tongmai.store;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A scope on a single fact that was read by its key: the same answer as the scope in a query. */
final class Visible {

    private Visible() {}

    static boolean in(Scope scope, Fact fact) {
        return switch (scope) {
            case Scope.Everything everything -> true;
            case Scope.Granted granted ->
                fact.key().compartment() == ResourceKey.DIRECTORY && ResourceTypes.isDirectory(fact.type())
                        || granted.grants().stream().anyMatch(grant -> allows(grant, fact));
        };
    }

    private static boolean allows(Scope.Grant grant, Fact fact) {
        return grant.compartments().contains(fact.key().compartment())
                && (grant.types().isEmpty() || grant.types().contains(fact.type()))
                && !grant.withheldTypes().contains(fact.type())
                && (grant.withheldLabels().isEmpty() || fact.deleted() || !labelled(grant, fact.tree()));
    }

    private static boolean labelled(Scope.Grant grant, ObjectNode resource) {
        for (JsonNode label : resource.path("meta").path("security")) {
            if (grant.withheldLabels().contains(label.path("code").asString(""))) {
                return true;
            }
        }
        return false;
    }
}
