package org.tongmai.insight.deidentify;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What of a resource may leave: a list of what is allowed, so that what nobody thought of stays. Codes of known systems in the shape
 * of their system, quantities, days; never texts, names, identifiers, addresses, references, attachments or extensions.
 */
public final class Allowed {

    /** How codes of each system look. A code of another shape or system may be a number that names somebody, and stays. */
    private static final Map<String, Pattern> SYSTEMS = Map.of(
            "http://loinc.org", Pattern.compile("[0-9]{1,5}-[0-9]|L[AP][0-9]{1,6}-[0-9]"),
            "http://hl7.org/fhir/sid/icd-10", Pattern.compile("[A-Z][0-9]{2}(\\.[0-9A-Zx+*]{1,8})?"),
            "http://hl7.org/fhir/sid/icd-10-cn", Pattern.compile("[A-Z][0-9]{2}(\\.[0-9A-Zx+*]{1,8})?"),
            "http://www.whocc.no/atc", Pattern.compile("[A-V][0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?"),
            "http://terminology.hl7.org/CodeSystem/v3-ActCode", Pattern.compile("[A-Z]{2,8}"),
            "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", Pattern.compile("[A-Z<>]{1,4}"));

    private static final Pattern VALUE = Pattern.compile("-?[0-9]{1,6}(\\.[0-9]{1,6})?");

    private static final String UCUM = "http://unitsofmeasure.org";

    private static final Pattern UNIT = Pattern.compile("[A-Za-z%/.\\[\\]*^0-9-]{1,12}");

    private static final Pattern DAY = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2}).*");

    private static final Pattern BIRTH = Pattern.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?");

    private static final Pattern ETHNICITY = Pattern.compile("[0-9]{2}|[A-Z]{2}");

    /** Kinds of events, and where each has its code and its day. */
    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable lists of text do not change
    public enum Kind {
        CONDITION("Condition", "/code", List.of("/onsetDateTime", "/recordedDate")),
        OBSERVATION("Observation", "/code", List.of("/effectiveDateTime", "/effectivePeriod/start")),
        ENCOUNTER("Encounter", "/class", List.of("/period/start")),
        MEDICATION_REQUEST("MedicationRequest", "/medicationCodeableConcept", List.of("/authoredOn")),
        PROCEDURE("Procedure", "/code", List.of("/performedDateTime", "/performedPeriod/start")),
        ALLERGY("AllergyIntolerance", "/code", List.of("/onsetDateTime", "/recordedDate"));

        private final String type;
        private final String code;
        private final List<String> days;

        Kind(String type, String code, List<String> days) {
            this.type = type;
            this.code = code;
            this.days = List.copyOf(days);
        }

        /** The FHIR type. */
        public String type() {
            return type;
        }
    }

    /**
     * An event as far as it may leave; empty texts where there is nothing that may.
     *
     * @param day ISO 8601, to be shifted or generalised before it leaves
     * @param value a number or a code
     * @param unit UCUM
     */
    public record Event(String code, String day, String value, String unit) {}

    /**
     * A person as far as it may leave, before it is generalised.
     *
     * @param sex as FHIR has it
     * @param birth as precise as it is known
     * @param ethnicity GB/T 3304
     */
    public record Traits(String sex, String birth, String ethnicity) {}

    private Allowed() {}

    /** The event in a resource; empty where it has no code that may leave. */
    public static Optional<Event> event(Kind kind, JsonNode resource) {
        JsonNode said = resource.at(kind.code);
        String code = kind == Kind.ENCOUNTER ? coding(said) : concept(said);
        if (code.isEmpty() || !resource.path("resourceType").asString("").equals(kind.type)) {
            return Optional.empty();
        }
        String day = kind.days.stream()
                .map(each -> DAY.matcher(resource.at(each).asString("")))
                .filter(Matcher::matches)
                .map(each -> each.group(1))
                .findFirst()
                .orElse("");
        JsonNode quantity = resource.path("valueQuantity");
        String value = quantity.path("value").isNumber()
                ? shaped(
                        VALUE,
                        quantity.path("value")
                                .decimalValue()
                                .stripTrailingZeros()
                                .toPlainString())
                : concept(resource.path("valueCodeableConcept"));
        String unit = quantity.path("system").asString("").equals(UCUM) && !value.isEmpty()
                ? shaped(UNIT, quantity.path("code").asString(""))
                : "";
        return Optional.of(new Event(code, day, value, unit));
    }

    /** The person in a Patient. */
    public static Traits traits(JsonNode patient, String ethnicityExtension) {
        String sex = patient.path("gender").asString("");
        String ethnicity = patient.path("extension")
                .valueStream()
                .filter(each -> each.path("url").asString("").equals(ethnicityExtension))
                .map(each -> shaped(ETHNICITY, each.path("valueCode").asString("")))
                .findFirst()
                .orElse("");
        return new Traits(
                List.of("male", "female", "other").contains(sex) ? sex : "",
                shaped(BIRTH, patient.path("birthDate").asString("")),
                ethnicity);
    }

    private static String concept(JsonNode concept) {
        return concept.path("coding")
                .valueStream()
                .map(Allowed::coding)
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String coding(JsonNode coding) {
        Pattern shape = SYSTEMS.get(coding.path("system").asString(""));
        return shape == null ? "" : shaped(shape, coding.path("code").asString(""));
    }

    private static String shaped(Pattern shape, String text) {
        return shape.matcher(text).matches() ? text : "";
    }
}
