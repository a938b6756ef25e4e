package org.tongmai.person;

import java.util.Set;

/**
 * A person: the source patients that are one human being, as far as is known now.
 *
 * @param id the number of the person: that of its earliest registration. A person that was joined to another or split stays
 *     addressable by it. {@link #UNREGISTERED} where the index has not seen the source patient yet.
 * @param compartments the source patients
 */
public record Person(long id, Set<Long> compartments) {

    /** In place of a number for a source patient that the index has not read yet. */
    public static final long UNREGISTERED = 0;

    public Person {
        compartments = Set.copyOf(compartments);
        if (compartments.isEmpty()) {
            throw new IllegalArgumentException("a person has a source patient");
        }
    }
}
