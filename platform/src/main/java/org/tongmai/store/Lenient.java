package org.tongmai.store;

import java.util.List;
import java.util.Map;

/**
 * What is left of a query's parameters when those that are not understood are left aside.
 *
 * @param parameters those that are understood
 * @param ignored the names of the others, to be told to the caller
 * @see <a href="http://hl7.org/fhir/R4/search.html#errors">FHIR R4 search: handling errors</a>
 */
public record Lenient(Map<String, List<String>> parameters, List<String> ignored) {
    public Lenient {
        ignored = List.copyOf(ignored);
    }
}
