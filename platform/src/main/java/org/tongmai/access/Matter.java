package org.tongmai.access;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Part;
import org.tongmai.store.ResourceKey;

/**
 * What of a record a rule of a resident is about.
 *
 * @param categories none for the whole record
 * @param classes special classes: those that a permission includes; those to which a denial is confined, where there are any
 * @param document the one resource that is meant; then there is nothing else
 * @param careFrom first moment of the period of care that is meant; null where it is open
 * @param careUntil first moment after it; null where it is open
 */
record Matter(
        Set<Category> categories,
        Set<Sensitivity> classes,
        @Nullable Document document,
        @Nullable Instant careFrom,
        @Nullable Instant careUntil) {

    /** @param reference {@code Type/id} */
    record Document(String reference, ResourceKey key) {}

    Matter {
        categories = Collections.unmodifiableSet(
                categories.isEmpty() ? EnumSet.noneOf(Category.class) : EnumSet.copyOf(categories));
        classes = Collections.unmodifiableSet(
                classes.isEmpty() ? EnumSet.noneOf(Sensitivity.class) : EnumSet.copyOf(classes));
    }

    /** Everything of a record but its special classes. */
    static Matter whole() {
        return new Matter(Set.of(), Set.of(), null, null, null);
    }

    /** The same with all its special classes: what nobody else sees where only somebody may see this. */
    Matter reservation() {
        return new Matter(categories, Set.of(), document, careFrom, careUntil);
    }

    boolean everyCategory() {
        return document == null && (categories.isEmpty() || categories.size() == Category.values().length);
    }

    boolean everyTime() {
        return careFrom == null && careUntil == null;
    }

    /** What a permission opens, whose record it is included; a document that the resident names is open whatever its class. */
    Part opened() {
        return document != null
                ? Part.either(List.of(Grants.IDENTITY, Part.among(Set.of(document.key()))))
                : Part.either(List.of(Grants.IDENTITY, kinds(true).and(time())))
                        .less(Part.labelled(Sensitivity.allBut(classes)));
    }

    /** What a denial withholds. */
    Part withheld() {
        if (document != null) {
            return Part.among(Set.of(document.key()));
        }
        Part all = kinds(false).and(time());
        return classes.isEmpty() ? all : all.and(Part.labelled(names()));
    }

    /** Of these source patients, those in whose record it can be. */
    Set<Long> reach(Set<Long> compartments) {
        if (document == null) {
            return compartments;
        }
        long only = document.key().compartment();
        return compartments.contains(only) ? Set.of(only) : Set.of();
    }

    /** A denial of everything withholds what is of no category, too; a permission opens the categories that people understand. */
    private Part kinds(boolean opening) {
        if (everyCategory() && !opening) {
            return Part.all();
        }
        return Grants.part(everyCategory() ? EnumSet.allOf(Category.class) : categories);
    }

    private Part time() {
        return everyTime() ? Part.all() : Part.during(careFrom, careUntil);
    }

    private Set<String> names() {
        return Set.copyOf(classes.stream().map(Sensitivity::name).toList());
    }

    /** Whether it and what a permission names have something in common, as far as categories and classes tell. */
    boolean meets(Permission permission) {
        if (document != null) {
            String type = document.key().type();
            return permission.categories().stream()
                    .anyMatch(each -> each.types().contains(type));
        }
        boolean kinds = everyCategory() || !Collections.disjoint(categories, permission.categories());
        return kinds && (classes.isEmpty() || !Collections.disjoint(classes, permission.classes()));
    }
}
