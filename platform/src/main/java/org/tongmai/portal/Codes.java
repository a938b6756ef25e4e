package org.tongmai.portal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import tools.jackson.databind.JsonNode;

/** Reads the parts of resources that people read: concepts, moments, texts. What is missing is null, never an error. */
final class Codes {

    /** The whole country keeps one time. */
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private Codes() {}

    static @Nullable String text(JsonNode node) {
        String text = node.asString("").strip();
        return text.isEmpty() ? null : text;
    }

    /** Words of a CodeableConcept: its text, else a display, else a code. */
    static @Nullable String concept(JsonNode concept) {
        String text = text(concept.path("text"));
        for (String member : List.of("display", "code")) {
            for (JsonNode coding : concept.path("coding")) {
                text = text == null ? text(coding.path(member)) : text;
            }
        }
        return text;
    }

    /** The first code of a system. */
    static @Nullable String code(JsonNode concept, String system) {
        for (JsonNode coding : concept.path("coding")) {
            if (coding.path("system").asString("").equals(system)) {
                return text(coding.path("code"));
            }
        }
        return null;
    }

    /** All codes of the element {@code category}. */
    static List<String> categories(JsonNode resource) {
        List<String> codes = new ArrayList<>();
        JsonNode category = resource.path("category");
        for (JsonNode concept : category.isArray() ? category : List.of(category)) {
            concept.path("coding")
                    .forEach(coding -> codes.add(coding.path("code").asString("")));
        }
        return codes;
    }

    /** A FHIR dateTime, date, month or year; begins of days are Chinese ones. */
    static @Nullable Instant moment(JsonNode node) {
        String text = node.asString("");
        try {
            return switch (text.length()) {
                case 0 -> null;
                case 4 ->
                    LocalDate.of(Integer.parseInt(text), 1, 1)
                            .atStartOfDay(ZONE)
                            .toInstant();
                case 7 -> YearMonth.parse(text).atDay(1).atStartOfDay(ZONE).toInstant();
                case 10 -> LocalDate.parse(text).atStartOfDay(ZONE).toInstant();
                default -> OffsetDateTime.parse(text).toInstant();
            };
        } catch (DateTimeParseException | NumberFormatException e) {
            return null;
        }
    }

    /** The first of some members that is a moment. */
    static @Nullable Instant firstMoment(JsonNode resource, String... paths) {
        for (String path : paths) {
            JsonNode node = resource;
            for (String member : path.split("\\.")) {
                node = node.path(member);
            }
            Instant moment = moment(node);
            if (moment != null) {
                return moment;
            }
        }
        return null;
    }

    /** A text that is the same in both languages. */
    static Text same(String text) {
        return new Text(text, text);
    }

    static boolean hasHan(String text) {
        return text.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
    }
}
