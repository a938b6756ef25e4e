package org.tongmai.store;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    /** Of a deletion, which says nothing itself, this tells only whether it is in reach; {@link VisibleVersions} decides. */
    static boolean in(Scope scope, Fact fact, Sources sources) throws SQLException {
        return switch (scope) {
            case Scope.Everything everything -> true;
            case Scope.Sent sent ->
                directory(fact)
                        || ((sent.types().isEmpty() || sent.types().contains(fact.type()))
                                && sent.institution()
                                        .equals(sources.of(fact.key().compartment())));
            case Scope.Granted granted -> directory(fact) || shows(granted, fact);
            case Scope.Limited limited -> in(limited.scope(), fact, sources) && has(limited.part(), fact);
        };
    }

    /** True where type and compartment decide alone, so that no body is needed. */
    static boolean withoutBody(Scope scope) {
        return switch (scope) {
            case Scope.Everything everything -> true;
            case Scope.Sent sent -> true;
            case Scope.Granted granted -> plain(granted.permitted()) && plain(granted.withheld());
            case Scope.Limited limited -> Parts.plain(limited.part()) && withoutBody(limited.scope());
        };
    }

    private static boolean has(Part part, Fact fact) {
        if (Parts.plain(part)) {
            return Parts.has(part, fact.key(), Json.object());
        }
        return fact.deleted() || Parts.has(part, fact.key(), Json.members(fact.stored(), Parts.members(fact.type())));
    }

    private static boolean directory(Fact fact) {
        return fact.key().compartment() == ResourceKey.DIRECTORY && ResourceTypes.isDirectory(fact.type());
    }

    private static boolean plain(List<Scope.Grant> grants) {
        return grants.stream().allMatch(grant -> Parts.plain(grant.part()));
    }

    private static boolean shows(Scope.Granted granted, Fact fact) {
        boolean plain = withoutBody(granted);
        if (fact.deleted() && !plain) {
            return granted.compartments().contains(fact.key().compartment());
        }
        ObjectNode resource = plain ? Json.object() : Json.members(fact.stored(), Parts.members(fact.type()));
        return Parts.shows(granted, fact.key(), resource);
    }
}
