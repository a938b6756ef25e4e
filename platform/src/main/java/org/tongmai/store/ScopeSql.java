package org.tongmai.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The scope as part of a statement: what it hides is not there, not for counts either.
 *
 * <p>Keys tell types, labels, categories and single resources. Dates of care stand in bodies, so where a scope has a period its
 * condition leaves too much, and {@link #test} decides; never does it leave too little.
 */
final class ScopeSql {

    private static final String SENT = "v.compartment in (select compartment from store.compartment where source = ?)";

    private static final String SENT_ONE = "(select source from store.compartment where compartment = ?) = ?";

    private static final Set<Long> DIRECTORY = Set.of(ResourceKey.DIRECTORY);

    private ScopeSql() {}

    /** Conditions on rows of a type; none where all may be seen. */
    static Sql of(String type, Scope scope) {
        return of(type, scope, null);
    }

    /**
     * The same for rows that are known to lie in some compartments, which need not be compared again.
     *
     * @param within the compartments; null where they are not known
     */
    static Sql of(String type, Scope scope, @Nullable Set<Long> within) {
        return new Sql().and(condition(type, scope, within, true));
    }

    /**
     * Rows of which no later version is withheld: labels may come later than the text they protect, and a page speaks of a moment before.
     */
    static Sql stillShown(String type, Scope scope, @Nullable Set<Long> within) {
        Sql now = condition(type, scope, within, false);
        if (!(scope.reach() instanceof Scope.Granted granted) || Formula.isAlways(now)) {
            return new Sql();
        }
        var reach = new HashSet<>(within == null ? granted.compartments() : within);
        if (within == null) {
            reach.add(ResourceKey.DIRECTORY);
        }
        List<Object> values = new ArrayList<>(List.of(reach));
        values.addAll(now.values());
        return new Sql().and("""
                        (v.superseded is null
                          or not exists (select
                                           from store.version n
                                          where n.compartment = any(?::bigint[])
                                            and n.compartment = v.compartment
                                            and n.type = v.type
                                            and n.local = v.local
                                            and n.version > v.version
                                            and n.method <> 2
                                            and not (%s)))""".formatted(now.text().replace("v.", "n.")), values.toArray());
    }

    /** What is left to decide on bodies of a type; null where the statement decides. */
    static @Nullable Condition test(String type, Scope scope) {
        if (!(scope.reach() instanceof Scope.Granted granted) || !Parts.needsDates(type, scope)) {
            return null;
        }
        var members = Parts.members(type);
        Part part = scope instanceof Scope.Limited limited ? limited.part() : Part.all();
        return new Condition(
                List.of(),
                false,
                false,
                (fact, resource) -> Parts.shows(granted, fact.key(), resource) && Parts.has(part, fact.key(), resource),
                members);
    }

    private static Sql condition(String type, Scope scope, @Nullable Set<Long> within, boolean atMost) {
        return switch (scope) {
            case Scope.Everything everything -> new Sql();
            case Scope.Sent sent -> sent(type, sent, within);
            case Scope.Granted granted -> granted(type, granted, within, atMost);
            case Scope.Limited limited ->
                Formula.both(List.of(
                        condition(type, limited.scope(), within, atMost), Formula.of(limited.part(), type, atMost)));
        };
    }

    private static Sql sent(String type, Scope.Sent sent, @Nullable Set<Long> within) {
        boolean any = sent.types().isEmpty() || sent.types().contains(type);
        if (within != null && !within.contains(ResourceKey.DIRECTORY) && any) {
            return within.size() == 1
                    ? new Sql().and(SENT_ONE, within.iterator().next(), sent.institution())
                    : new Sql().and(SENT, sent.institution());
        }
        var directory = directory(type, within);
        return any ? Formula.either(List.of(directory, new Sql().and(SENT, sent.institution()))) : directory;
    }

    private static Sql directory(String type, @Nullable Set<Long> within) {
        if (!ResourceTypes.isDirectory(type)) {
            return Formula.never();
        }
        return DIRECTORY.equals(within) ? new Sql() : new Sql().and("v.compartment = 0");
    }

    private static Sql granted(String type, Scope.Granted granted, @Nullable Set<Long> within, boolean atMost) {
        Sql permitted = any(type, granted.permitted(), within, atMost);
        Sql withheld = any(type, granted.withheld(), within, !atMost);
        return Formula.either(
                List.of(directory(type, within), Formula.both(List.of(permitted, Formula.not(withheld)))));
    }

    private static Sql any(String type, List<Scope.Grant> grants, @Nullable Set<Long> within, boolean atMost) {
        var any = new ArrayList<Sql>();
        for (Scope.Grant grant : grants) {
            Sql part = Formula.of(grant.part(), type, atMost);
            if (!Formula.isNever(part)) {
                any.add(Formula.both(List.of(place(grant.compartments(), within), part)));
            }
        }
        return Formula.either(any);
    }

    private static Sql place(Set<Long> compartments, @Nullable Set<Long> within) {
        if (within == null) {
            return compartments.isEmpty()
                    ? Formula.never()
                    : new Sql().and("v.compartment = any(?::bigint[])", compartments);
        }
        Set<Long> both = within.stream().filter(compartments::contains).collect(Collectors.toUnmodifiableSet());
        if (both.isEmpty()) {
            return Formula.never();
        }
        return both.size() == within.size() ? new Sql() : new Sql().and("v.compartment = any(?::bigint[])", both);
    }
}
