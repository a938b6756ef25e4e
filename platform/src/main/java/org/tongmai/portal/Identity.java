package org.tongmai.portal;

import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.DocumentType;
import tools.jackson.databind.JsonNode;

/**
 * Who a Patient is, as the head of a page shows it.
 *
 * @param identifierTail last four of the resident number; the rest is not shown
 */
record Identity(
        String name,
        @Nullable String gender,
        @Nullable String birthDate,
        @Nullable String identifierTail) {

    private static final int TAIL = 4;

    static Identity of(JsonNode patient) {
        return new Identity(
                name(patient.path("name").path(0)),
                Codes.text(patient.path("gender")),
                Codes.text(patient.path("birthDate")),
                tail(patient.path("identifier")));
    }

    private static String name(JsonNode name) {
        String text = Codes.text(name.path("text"));
        if (text != null) {
            return text;
        }
        String given = name.path("given").path(0).asString("");
        return (name.path("family").asString("") + (Codes.hasHan(given) ? "" : " ") + given).strip();
    }

    private static @Nullable String tail(JsonNode identifiers) {
        for (JsonNode identifier : identifiers) {
            String value = identifier.path("value").asString("");
            if (identifier.path("system").asString("").equals(DocumentType.RESIDENT_NUMBER.system())
                    && value.length() > TAIL) {
                return value.substring(value.length() - TAIL);
            }
        }
        return null;
    }
}
