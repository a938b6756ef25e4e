package org.tongmai.access;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a resident permits an institution to see of the record elsewhere.
 *
 * @param categories what; never empty
 * @param classes special classes that are named, and therefore seen
 */
record Permission(Set<Category> categories, Set<Sensitivity> classes, Instant from, Instant until) {

    Permission {
        if (categories.isEmpty() || !from.isBefore(until)) {
            throw new IllegalArgumentException("a permission permits something for some time");
        }
        categories = Collections.unmodifiableSet(EnumSet.copyOf(categories));
        classes = Collections.unmodifiableSet(
                classes.isEmpty() ? EnumSet.noneOf(Sensitivity.class) : EnumSet.copyOf(classes));
    }

    boolean everyCategory() {
        return categories.size() == Category.values().length;
    }

    boolean everyClass() {
        return classes.size() == Sensitivity.values().length;
    }
}
