package org.tongmai.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tongmai.store.Scope.Grant;

/** Compiles a permission into what the store understands. */
final class Grants {

    /** Codes of {@code category} by which results of the laboratory are told from other results. */
    static final Set<String> LABORATORY = Set.of("laboratory", "LAB");

    private Grants() {}

    /**
     * What the permission opens in these source patients of other institutions: whose record it is (Patient), the types of
     * each category, without the special classes that are not named.
     */
    static List<Grant> of(Permission permission, Set<Long> compartments) {
        if (compartments.isEmpty()) {
            return List.of();
        }
        Set<String> withheld = Sensitivity.allBut(permission.classes());
        boolean laboratory = permission.categories().contains(Category.LABORATORY);
        boolean examinations = permission.categories().contains(Category.EXAMINATIONS);
        Set<String> types = new HashSet<>(Set.of("Patient"));
        permission.categories().forEach(each -> types.addAll(each.types()));
        if (laboratory == examinations) {
            return List.of(new Grant(compartments, types, Set.of(), withheld));
        }
        Set<String> shared = new HashSet<>(types);
        shared.removeIf(type -> !Category.LABORATORY.shares(type));
        types.removeAll(shared);
        List<Grant> grants = new ArrayList<>();
        grants.add(new Grant(compartments, types, Set.of(), withheld));
        grants.add(new Grant(
                compartments,
                shared,
                Set.of(),
                withheld,
                laboratory ? LABORATORY : Set.of(),
                laboratory ? Set.of() : LABORATORY));
        return grants;
    }
}
