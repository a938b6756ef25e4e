package org.tongmai.person;

import java.util.Set;

/**
 * Spring event, published before a steward who looked for somebody is told who was found, and also where nobody was. Whoever counts
 * such questions and keeps the trace of looks hears it and throws where it cannot be kept.
 *
 * @param compartments the source patients that were found
 */
public record RegistrationsSought(Set<Long> compartments) {

    public RegistrationsSought {
        compartments = Set.copyOf(compartments);
    }
}
