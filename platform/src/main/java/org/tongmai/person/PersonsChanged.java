package org.tongmai.person;

import java.time.Instant;
import java.util.Set;

/**
 * Spring event, published after the commit: source patients came to, left or moved between persons.
 *
 * @param persons the persons whose members changed
 * @param compartments the source patients that moved
 * @param at when
 */
public record PersonsChanged(Set<Long> persons, Set<Long> compartments, Instant at) {

    public PersonsChanged {
        persons = Set.copyOf(persons);
        compartments = Set.copyOf(compartments);
    }

    static PersonsChanged none(Instant at) {
        return new PersonsChanged(Set.of(), Set.of(), at);
    }

    boolean any() {
        return !compartments.isEmpty();
    }
}
