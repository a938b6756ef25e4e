package org.tongmai.recognition;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Sensitivity;
import org.tongmai.recognition.Found.Line;
import org.tongmai.recognition.Found.Shown;
import org.tongmai.recognition.Result.Status;
import org.tongmai.store.Fact;
import tools.jackson.databind.JsonNode;

/** Reads Observation and DiagnosticReport of R4 as far as recognition wants to know. */
final class ResultReader {

    /** Marks what a card suggested to file as a quotation; it is never a result of its own. */
    static final String TAG = "https://tongmai.org/fhir/CodeSystem/recognition";

    static final String QUOTED = "quoted";

    static final String UCUM = "http://unitsofmeasure.org";

    /** HL7 v2 table 0493: autolysed, clotted, contaminated, haemolysed, not received. */
    private static final Set<String> BAD_SPECIMEN = Set.of("AUT", "CLOT", "CON", "HEM", "SNR");

    private static final Set<String> FINAL = Set.of("final", "amended", "corrected", "appended");

    private static final Set<String> WITHDRAWN = Set.of("cancelled", "entered-in-error");

    /** Characters of {@code 2026-06-10}. */
    private static final int DAY_ALONE = 10;

    /** Lines of one report. */
    private static final int LINES_MAX = 100;

    private ResultReader() {}

    /** What comes along with results: the results and specimens they refer to, by {@code Type/id}. */
    record Along(Map<String, JsonNode> resources, Map<String, Fact> facts) {
        static final Along NOTHING = new Along(Map.of(), Map.of());
    }

    /** Whether it is itself a quotation that a card suggested. */
    static boolean quotation(JsonNode resource) {
        for (JsonNode tag : resource.path("meta").path("tag")) {
            if (TAG.equals(tag.path("system").asString(""))
                    && QUOTED.equals(tag.path("code").asString(""))) {
                return true;
            }
        }
        return false;
    }

    /** @param institution USCC of who sent it */
    static Found read(Fact fact, JsonNode resource, String institution, Along along) {
        List<Fact> with = new ArrayList<>();
        for (JsonNode each : resource.path("result")) {
            Fact result = along.facts().get(each.path("reference").asString(""));
            if (result != null) {
                with.add(result);
            }
        }
        JsonNode quantity = resource.path("valueQuantity");
        BigDecimal number = number(quantity);
        JsonNode specimen = resource.path("specimen");
        JsonNode named = specimen.isArray() ? specimen.path(0) : specimen;
        JsonNode sample = along.resources().get(named.path("reference").asString(""));
        Result result = new Result(
                institution,
                status(resource.path("status").asString("")),
                taken(resource),
                number,
                number == null ? null : unit(quantity),
                specimen(named, sample),
                sample != null && bad(sample),
                special(resource),
                false);
        return new Found(fact, codes(resource), result, shown(resource, along), with);
    }

    static Status status(String status) {
        return FINAL.contains(status)
                ? Status.FINAL
                : WITHDRAWN.contains(status) ? Status.WITHDRAWN : Status.PRELIMINARY;
    }

    static Set<String> codes(JsonNode resource) {
        Set<String> codes = new HashSet<>();
        for (JsonNode coding : resource.path("code").path("coding")) {
            codes.add(coding.path("system").asString("") + "|"
                    + coding.path("code").asString(""));
        }
        return codes;
    }

    /** When the specimen was taken or the examination made. A day alone is its beginning: older counts, where it matters. */
    static @Nullable Instant taken(JsonNode resource) {
        Made made = made(resource);
        return made == null ? null : made.earliest();
    }

    /** The moments at which it may have been made: one, or those of a day. */
    record Made(Instant earliest, Instant latest) {
        boolean moment() {
            return earliest.equals(latest);
        }
    }

    static @Nullable Made made(JsonNode resource) {
        for (JsonNode each : List.of(
                resource.path("effectiveDateTime"),
                resource.path("effectiveInstant"),
                resource.path("effectivePeriod").path("start"))) {
            Made made = made(each.asString(""));
            if (made != null) {
                return made;
            }
        }
        return null;
    }

    private static @Nullable Made made(String text) {
        try {
            if (text.length() == DAY_ALONE) {
                LocalDate day = LocalDate.parse(text);
                return new Made(
                        day.atStartOfDay(Decision.ZONE).toInstant(),
                        day.plusDays(1).atStartOfDay(Decision.ZONE).toInstant().minusMillis(1));
            }
            if (text.length() < DAY_ALONE) {
                return null;
            }
            Instant moment = OffsetDateTime.parse(text).toInstant();
            return new Made(moment, moment);
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }

    private static @Nullable BigDecimal number(JsonNode quantity) {
        JsonNode value = quantity.path("value");
        return value.isNumber() ? value.decimalValue() : null;
    }

    private static @Nullable String unit(JsonNode quantity) {
        String code = UCUM.equals(quantity.path("system").asString(""))
                ? quantity.path("code").asString("")
                : "";
        return code.isEmpty() ? text(quantity.path("unit")) : code;
    }

    private static @Nullable String specimen(JsonNode reference, @Nullable JsonNode sample) {
        String named = sample == null ? null : concept(sample.path("type"));
        return named == null ? text(reference.path("display")) : named;
    }

    private static boolean bad(JsonNode sample) {
        if (sample.path("status").asString("").equals("unsatisfactory")) {
            return true;
        }
        for (JsonNode condition : sample.path("condition")) {
            for (JsonNode coding : condition.path("coding")) {
                if (BAD_SPECIMEN.contains(coding.path("code").asString(""))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean special(JsonNode resource) {
        for (JsonNode label : resource.path("meta").path("security")) {
            if (Sensitivity.SYSTEM.equals(label.path("system").asString(""))) {
                return true;
            }
        }
        return false;
    }

    private static Shown shown(JsonNode resource, Along along) {
        List<Line> lines = new ArrayList<>();
        for (JsonNode each : resource.path("result")) {
            JsonNode result = along.resources().get(each.path("reference").asString(""));
            if (result != null && lines.size() < LINES_MAX) {
                lines.add(line(result));
            }
        }
        for (JsonNode component : resource.path("component")) {
            if (lines.size() < LINES_MAX) {
                lines.add(line(component));
            }
        }
        Line own = line(resource);
        String value = own.value() == null ? text(resource.path("conclusion")) : own.value();
        boolean images = !resource.path("imagingStudy").isEmpty()
                || !resource.path("media").isEmpty();
        return new Shown(
                value, own.unit(), own.flag(), own.range(), number(resource.path("valueQuantity")), lines, images);
    }

    private static Line line(JsonNode part) {
        String name = concept(part.path("code"));
        return new Line(
                name == null ? "" : name,
                value(part),
                text(part.path("valueQuantity").path("unit")),
                text(part.path("interpretation").path(0).path("coding").path(0).path("code")),
                range(part.path("referenceRange").path(0)));
    }

    private static @Nullable String value(JsonNode part) {
        BigDecimal number = number(part.path("valueQuantity"));
        if (number != null) {
            return part.path("valueQuantity").path("comparator").asString("") + number.toPlainString();
        }
        String concept = concept(part.path("valueCodeableConcept"));
        return concept == null ? text(part.path("valueString")) : concept;
    }

    private static @Nullable String range(JsonNode range) {
        String words = text(range.path("text"));
        String low = plain(range.path("low").path("value"));
        String high = plain(range.path("high").path("value"));
        if (words != null || low == null && high == null) {
            return words;
        }
        return low == null ? "≤" + high : high == null ? "≥" + low : low + "–" + high;
    }

    private static @Nullable String plain(JsonNode value) {
        return value.isNumber() ? value.decimalValue().toPlainString() : null;
    }

    static @Nullable String concept(JsonNode concept) {
        String words = text(concept.path("text"));
        return words == null ? text(concept.path("coding").path(0).path("display")) : words;
    }

    private static @Nullable String text(JsonNode node) {
        String words = node.asString("");
        return words.isEmpty() ? null : words;
    }
}
