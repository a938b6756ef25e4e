package org.tongmai.exchange;

import org.jspecify.annotations.Nullable;
import org.tongmai.person.Persons;

/**
 * What a province has of the index.
 *
 * @param feed null at the nation, and where the operator has not brought the index key
 * @param key null in the same case
 */
record ProvinceIndex(@Nullable IndexFeed feed, @Nullable PseudonymKey key) {

    static final ProvinceIndex NONE = new ProvinceIndex(null, null);

    /** How persons of other provinces are recognised; null without a key. */
    @Nullable
    Recognised recognised(Persons persons) {
        return key == null || feed == null ? null : new Recognised(persons, key, feed);
    }
}
