package org.tongmai.person;

import java.util.Set;

/**
 * Spring event, published before a steward is shown who these source patients are. Whoever keeps the trace of looks hears it
 * and throws where it cannot be kept.
 */
public record RegistrationsShown(Set<Long> compartments) {

    public RegistrationsShown {
        compartments = Set.copyOf(compartments);
    }
}
