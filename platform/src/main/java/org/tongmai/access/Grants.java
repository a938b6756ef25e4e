package org.tongmai.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tongmai.store.Part;
import org.tongmai.store.Scope.Grant;

/** Compiles a permission into what the store understands. */
final class Grants {

    /** Codes of {@code category} by which results of the laboratory are told from other results. */
    static final Set<String> LABORATORY = Set.of("laboratory", "LAB");

    /** Who somebody is: seen with whatever of the record may be seen. */
    static final Part IDENTITY = Part.ofTypes(Set.of("Patient"));

    private Grants() {}

    /**
     * What the permission opens in these source patients of other institutions: whose record it is (Patient), the types of
     * each category, without the special classes that are not named.
     */
    static List<Grant> of(Permission permission, Set<Long> compartments) {
        if (compartments.isEmpty()) {
            return List.of();
        }
        Part withheld = Part.labelled(Sensitivity.allBut(permission.classes()));
        return List.of(new Grant(
                compartments,
                Part.either(List.of(IDENTITY, part(permission.categories()))).less(withheld)));
    }

    /** What the categories are: their types; results, which two of them share, by their element {@code category}. */
    static Part part(Set<Category> categories) {
        boolean laboratory = categories.contains(Category.LABORATORY);
        boolean examinations = categories.contains(Category.EXAMINATIONS);
        Set<String> types = new HashSet<>();
        categories.forEach(each -> types.addAll(each.types()));
        if (laboratory == examinations) {
            return Part.ofTypes(types);
        }
        Set<String> shared = new HashSet<>(types);
        shared.removeIf(type -> !Category.LABORATORY.shares(type));
        types.removeAll(shared);
        Part results = Part.ofTypes(shared);
        Part ofLaboratory = Part.inCategory(LABORATORY);
        List<Part> any = new ArrayList<>(List.of(Part.ofTypes(types)));
        any.add(laboratory ? results.and(ofLaboratory) : results.less(ofLaboratory));
        return Part.either(any);
    }
}
