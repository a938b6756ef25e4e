package org.tongmai.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A scope on a single fact that was read by its key: the same answer as the scope in a query. */
final class Visible {

    private Visible() {}

    /** Tells which institution sends a source patient; null where unknown. */
    @FunctionalInterface
    interface Sources {
        @Nullable
        String of(long compartment) throws SQLException;
    }

    static boolean in(Scope scope, Fact fact, Sources sources) throws SQLException {
        boolean directory = fact.key().compartment() == ResourceKey.DIRECTORY && ResourceTypes.isDirectory(fact.type());
        return switch (scope) {
            case Scope.Everything everything -> true;
            case Scope.Sent sent ->
                directory
                        || ((sent.types().isEmpty() || sent.types().contains(fact.type()))
                                && sent.institution()
                                        .equals(sources.of(fact.key().compartment())));
            case Scope.Granted granted -> directory || granted.grants().stream().anyMatch(grant -> allows(grant, fact));
        };
    }

    /** True where type and compartment decide alone, so that no body is needed. */
    static boolean withoutBody(Scope scope) {
        return switch (scope) {
            case Scope.Everything everything -> true;
            case Scope.Sent sent -> true;
            case Scope.Granted granted ->
                granted.grants().stream()
                        .allMatch(grant -> grant.withheldLabels().isEmpty()
                                && grant.categories().isEmpty()
                                && grant.withheldCategories().isEmpty());
        };
    }

    private static boolean allows(Scope.Grant grant, Fact fact) {
        return grant.compartments().contains(fact.key().compartment())
                && (grant.types().isEmpty() || grant.types().contains(fact.type()))
                && !grant.withheldTypes().contains(fact.type())
                && (grant.withheldLabels().isEmpty() || fact.deleted() || !labelled(grant, fact.tree()))
                && (grant.categories().isEmpty() || (!fact.deleted() && categorised(grant.categories(), fact.tree())))
                && (grant.withheldCategories().isEmpty()
                        || fact.deleted()
                        || !categorised(grant.withheldCategories(), fact.tree()));
    }

    private static boolean categorised(Set<String> codes, ObjectNode resource) {
        JsonNode category = resource.path("category");
        for (JsonNode concept : category.isArray() ? category : List.of(category)) {
            for (JsonNode coding : concept.path("coding")) {
                if (codes.contains(coding.path("code").asString(""))) {
                    return true;
                }
            }
        }
        return false;
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
