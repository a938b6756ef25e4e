package org.tongmai.store;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which resources of a record are meant, whatever record it is: a few plain parts, and how they go together. What a permission
 * opens and what a denial withholds are said with the same words.
 *
 * <p>Parts have values and no identity: equal ones mean the same.
 */
public sealed interface Part {

    /** Resources of these types. */
    record OfTypes(Set<String> types) implements Part {
        public OfTypes {
            types = Set.copyOf(types);
        }
    }

    /** Resources with one of these codes in {@code meta.security}, such as {@code PSY}. */
    record Labelled(Set<String> codes) implements Part {
        public Labelled {
            codes = Set.copyOf(codes);
        }
    }

    /**
     * Resources with one of these codes in the element {@code category}, each as {@code code} or {@code system|code}; none of types
     * that have no such element.
     */
    record InCategory(Set<String> codes) implements Part {
        public InCategory {
            codes = Set.copyOf(codes);
        }
    }

    /** Single resources, in all their versions. */
    record Among(Set<ResourceKey> keys) implements Part {
        public Among {
            keys = Set.copyOf(keys);
        }
    }

    /**
     * Resources of which a date of care ({@link CareTime}) touches a period. What has no such date is in no period, so that
     * a permission for a period does not open it and a denial for a period does not withhold it.
     *
     * @param from first moment; null where it is open
     * @param until first moment after; null where it is open
     */
    record During(@Nullable Instant from, @Nullable Instant until) implements Part {}

    /** All other resources. */
    record Not(Part part) implements Part {}

    /** What each of the parts has. */
    record Both(List<Part> parts) implements Part {
        public Both {
            parts = List.copyOf(parts);
        }
    }

    /** What one of the parts has. */
    record Either(List<Part> parts) implements Part {
        public Either {
            parts = List.copyOf(parts);
        }
    }

    /** Every resource. */
    static Part all() {
        return new Both(List.of());
    }

    /** No resource. */
    static Part none() {
        return new Either(List.of());
    }

    static Part ofTypes(Set<String> types) {
        return new OfTypes(types);
    }

    static Part labelled(Set<String> codes) {
        return new Labelled(codes);
    }

    static Part inCategory(Set<String> codes) {
        return new InCategory(codes);
    }

    /** Whether resources of a type are told apart by their element {@code category}. */
    static boolean categorised(String type) {
        return !Labels.paths(type, Labels.CATEGORY).isEmpty();
    }

    static Part among(Set<ResourceKey> keys) {
        return new Among(keys);
    }

    static Part during(@Nullable Instant from, @Nullable Instant until) {
        return new During(from, until);
    }

    static Part either(List<Part> parts) {
        return parts.size() == 1 ? parts.getFirst() : new Either(parts);
    }

    /** What this part and all the others have. */
    default Part and(Part... others) {
        var all = new java.util.ArrayList<Part>(List.of(this));
        all.addAll(Arrays.asList(others));
        all.removeIf(all()::equals);
        return all.size() == 1 ? all.getFirst() : new Both(all);
    }

    /** What this part has and the other has not. */
    default Part less(Part other) {
        return other.equals(none()) ? this : and(new Not(other));
    }
}
