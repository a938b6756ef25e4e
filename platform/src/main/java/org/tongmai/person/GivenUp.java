package org.tongmai.person;

import tools.jackson.databind.JsonNode;

/**
 * Whether an institution gave a registration up for another one of its own: {@code Patient.link} of type {@code replaced-by}. Its
 * number names nobody any more; who asks with it is told the numbers that hold.
 *
 * @see <a href="https://profiles.ihe.net/ITI/PIXm/ITI-104.html">IHE PIXm, Resolve Duplicate Patient, ITI-104</a>
 */
public final class GivenUp {

    /** Of {@code Patient.link.type}. */
    static final String TYPE = "replaced-by";

    private GivenUp() {}

    public static boolean in(JsonNode patient) {
        return patient.path("link")
                .valueStream()
                .anyMatch(link -> link.path("type").asString("").equals(TYPE));
    }
}
