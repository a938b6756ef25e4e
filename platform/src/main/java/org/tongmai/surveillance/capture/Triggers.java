package org.tongmai.surveillance.capture;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.surveillance.disease.Criterion;
import org.tongmai.surveillance.disease.Disease;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.Drug;
import org.tongmai.surveillance.disease.Syndrome;
import tools.jackson.databind.JsonNode;

/** The triggers T1 to T5 and T7: what one resource says of cases. Nothing but the resource and the list decides. */
public final class Triggers {

    /** The types that are looked at. */
    public static final Set<String> TYPES = Set.of(
            "Encounter",
            "Condition",
            "Observation",
            "DiagnosticReport",
            "MedicationRequest",
            "ClinicalImpression",
            "Composition");

    /** Letters of a day: 2026-05-04. */
    private static final int DAY = 10;

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private static final Pattern ICD10 = Pattern.compile("[A-Za-z]\\d{2}.*");
    private static final Pattern TAGS = Pattern.compile("<[^>]*>");
    private static final Set<String> NOT_SO = Set.of("refuted", "entered-in-error");
    private static final Set<String> DOUBTED = Set.of("unconfirmed", "provisional", "differential");
    private static final Set<String> OVER = Set.of("inactive", "remission", "resolved");
    private static final Set<String> RELEASED = Set.of("final", "amended", "corrected", "appended");
    private static final Set<String> VOID = Set.of("entered-in-error", "cancelled", "stopped", "not-done", "draft");
    private static final Pattern POSITIVE =
            Pattern.compile("阳性|检出|查见|找到|POS|POSITIVE|DETECTED|\\(\\+\\)|（\\+）|\\++", Pattern.CASE_INSENSITIVE);
    private static final Pattern NEGATIVE =
            Pattern.compile("阴性|未检出|未查见|未找到|NEG|NOT DETECTED|\\(-\\)|（-）|弱?可疑", Pattern.CASE_INSENSITIVE);
    private static final Set<String> POSITIVE_FLAGS = Set.of("POS", "DET", "A", "AA");

    private final DiseaseList list;

    public Triggers(DiseaseList list) {
        this.list = list;
    }

    /** What the resource says of cases; empty where it is withdrawn or says nothing. At most one of each disease. */
    public List<Evidence> of(JsonNode resource, LocalDate today) {
        List<Evidence> found =
                switch (resource.path("resourceType").asString("")) {
                    case "Condition" -> condition(resource, today);
                    case "Observation" -> observation(resource, today);
                    case "DiagnosticReport" ->
                        released(resource) ? text(resource, conclusion(resource), today) : List.of();
                    case "ClinicalImpression" -> text(resource, impression(resource), today);
                    case "Composition" -> text(resource, sections(resource), today);
                    case "MedicationRequest" -> medicine(resource, today);
                    default -> List.of();
                };
        var surest = new LinkedHashMap<String, Evidence>();
        found.forEach(each -> surest.merge(
                each.disease(), each, (one, other) -> other.certainty().compareTo(one.certainty()) > 0 ? other : one));
        return List.copyOf(surest.values());
    }

    /** The syndromes (T5) as whose a visit counts, by an Encounter's reasons or a Condition. */
    public Set<String> syndromes(JsonNode resource, LocalDate today) {
        String type = resource.path("resourceType").asString("");
        List<JsonNode> concepts = type.equals("Encounter")
                ? resource.path("reasonCode").valueStream().toList()
                : type.equals("Condition") && !NOT_SO.contains(verification(resource))
                        ? List.of(resource.path("code"))
                        : List.of();
        var found = new TreeSet<String>();
        for (Syndrome each : list.syndromes(today)) {
            if (concepts.stream().anyMatch(concept -> counts(each, concept))) {
                found.add(each.code());
            }
        }
        return found;
    }

    private static boolean counts(Syndrome syndrome, JsonNode concept) {
        if (codes(concept).anyMatch(code -> DiseaseList.anyBegins(syndrome.icd10(), code))) {
            return true;
        }
        String text = words(concept);
        return complains(text, syndrome.words()) && (syndrome.and().isEmpty() || complains(text, syndrome.and()));
    }

    private static boolean complains(String text, List<String> words) {
        return Assertion.of(text, words).stream().anyMatch(each -> each.says() == Assertion.PRESENT);
    }

    // -- T1, T7

    private List<Evidence> condition(JsonNode condition, LocalDate today) {
        String verification = verification(condition);
        if (NOT_SO.contains(verification) || OVER.contains(coded(condition.path("clinicalStatus")))) {
            return List.of();
        }
        JsonNode concept = condition.path("code");
        Certainty certainty = DOUBTED.contains(verification) ? Certainty.SUSPECTED : Certainty.CLINICAL;
        String text = words(concept);
        Optional<Disease> byCode = codes(concept)
                .map(code -> list.ofIcd10(code, today))
                .flatMap(Optional::stream)
                .findFirst();
        if (byCode.isPresent()) {
            Disease disease = byCode.get();
            // the words beside a code make it doubtful (肺结核史, 排除霍乱), and never take it back: that a doctor does
            boolean plain = Assertion.of(withoutLonger(text, disease, today), disease.names()).stream()
                            .map(Assertion.Found::says)
                            .findFirst()
                            .orElse(Assertion.PRESENT)
                    == Assertion.PRESENT;
            Certainty sure = plain ? certainty : Certainty.SUSPECTED;
            String code = codes(concept)
                    .filter(each -> list.ofIcd10(each, today).isPresent())
                    .findFirst()
                    .orElse("");
            return List.of(evidence(Trigger.T1, disease, sure, condition, reason("icd-10", code, "诊断编码", "code")));
        }
        return named(text, today).stream()
                .map(each -> evidence(
                        each.disease.kind() == Disease.Kind.UNUSUAL ? Trigger.T7 : Trigger.T1,
                        each.disease,
                        each.says == Assertion.POSSIBLE ? Certainty.SUSPECTED : certainty,
                        condition,
                        reason("text", each.word, "诊断名称", "name of the diagnosis")))
                .toList();
    }

    // -- T2

    private List<Evidence> observation(JsonNode observation, LocalDate today) {
        var found = new ArrayList<Evidence>();
        String name = words(observation.path("code"));
        for (Criterion each : met(observation, today)) {
            list.disease(each.disease(), today)
                    .ifPresent(disease -> found.add(evidence(
                            Trigger.T2,
                            disease,
                            each.confirms() ? Certainty.CONFIRMED : Certainty.SUSPECTED,
                            observation,
                            reason("result", value(observation), name.isBlank() ? "检验结果" : name, "result"))));
        }
        return found;
    }

    /** The pathogens that an Observation found, once it is released; by the name of the disease where the table names none. */
    public Set<String> pathogens(JsonNode observation, LocalDate today) {
        var found = new TreeSet<String>();
        for (Criterion each : met(observation, today)) {
            String pathogen = each.pathogen();
            if (!pathogen.isEmpty()) {
                found.add(pathogen);
            } else {
                list.disease(each.disease(), today)
                        .ifPresent(disease -> found.add(disease.name().zh()));
            }
        }
        return found;
    }

    /** What of the laboratory's criteria a result meets; nothing before it is released. */
    private List<Criterion> met(JsonNode observation, LocalDate today) {
        if (!released(observation)) {
            return List.of();
        }
        Set<String> loinc = new TreeSet<>();
        observation
                .path("code")
                .path("coding")
                .forEach(each -> loinc.add(each.path("code").asString("")));
        String name = words(observation.path("code"));
        List<Criterion> criteria = list.criteria(today);
        return criteria.stream()
                .filter(each -> each.loinc().stream().anyMatch(loinc::contains) || names(name, each, criteria))
                .filter(each ->
                        each.others().stream().noneMatch(value(observation)::contains) && positive(observation, each))
                .toList();
    }

    /** Whether the item is named so, and not by a longer name that means something else. */
    private static boolean names(String item, Criterion criterion, List<Criterion> all) {
        if (criterion.names().stream().noneMatch(item::contains)) {
            return false;
        }
        String rest = item;
        for (String other : criterion.others()) {
            rest = rest.replace(other, "□");
        }
        for (Criterion other : all) {
            if (!other.disease().equals(criterion.disease())) {
                rest = withoutLonger(rest, criterion.names(), other.names());
            }
        }
        return criterion.names().stream().anyMatch(rest::contains);
    }

    private static boolean positive(JsonNode observation, Criterion criterion) {
        JsonNode quantity = observation.path("valueQuantity").path("value");
        if (quantity.isNumber()) {
            // "<20": below what can be measured, however large the number is
            return criterion.above().isPresent()
                    && !observation
                            .path("valueQuantity")
                            .path("comparator")
                            .asString("")
                            .startsWith("<")
                    && quantity.asDouble() > criterion.above().getAsDouble();
        }
        if (!criterion.positive()) {
            return false;
        }
        String text = value(observation);
        if (!text.isBlank()) {
            return !NEGATIVE.matcher(text).find() && POSITIVE.matcher(text).find();
        }
        return observation.path("interpretation").valueStream().anyMatch(each -> POSITIVE_FLAGS.contains(coded(each)));
    }

    private static String value(JsonNode observation) {
        String text = observation.path("valueString").asString("");
        return text.isEmpty() ? words(observation.path("valueCodeableConcept")) : text;
    }

    // -- T3, T7

    private List<Evidence> text(JsonNode resource, String text, LocalDate today) {
        if (VOID.contains(resource.path("status").asString(""))) {
            return List.of();
        }
        return named(text, today).stream()
                .map(each -> evidence(
                        each.disease.kind() == Disease.Kind.UNUSUAL ? Trigger.T7 : Trigger.T3,
                        each.disease,
                        Certainty.SUSPECTED,
                        resource,
                        reason("sentence", each.sentence, "原文", "as written")))
                .toList();
    }

    /** A disease by its name in a text. */
    public record Named(Disease disease, Assertion says, String word, String sentence) {}

    /** The diseases that a text says are there or may be; what it denies anywhere it does not say. */
    public List<Named> named(String text, LocalDate today) {
        var found = new ArrayList<Named>();
        if (text.isBlank()) {
            return found;
        }
        for (Disease disease : list.diseases(today)) {
            if (disease.names().stream().noneMatch(text::contains)) {
                continue;
            }
            List<Assertion.Found> places = Assertion.of(withoutLonger(text, disease, today), disease.names());
            places.stream()
                    .filter(each -> each.says() == Assertion.PRESENT)
                    .findFirst()
                    .or(() -> places.stream()
                            .filter(each -> each.says() == Assertion.POSSIBLE)
                            .findFirst())
                    .ifPresent(each -> found.add(new Named(disease, each.says(), each.word(), each.sentence())));
        }
        return found;
    }

    /** The text without longer names that hold one of the disease and mean something else: 副伤寒 for 伤寒, 荨麻疹 for 麻疹. */
    private String withoutLonger(String text, Disease own, LocalDate today) {
        String rest = text;
        for (String other : own.others()) {
            rest = rest.replace(other, "□");
        }
        for (Disease other : list.diseases(today)) {
            if (!other.code().equals(own.code())) {
                rest = withoutLonger(rest, own.names(), other.names());
            }
        }
        return rest;
    }

    private static String withoutLonger(String text, List<String> own, List<String> others) {
        String rest = text;
        for (String name : others) {
            if (own.stream().anyMatch(each -> name.length() > each.length() && name.contains(each))) {
                rest = rest.replace(name, "□");
            }
        }
        return rest;
    }

    private static String conclusion(JsonNode report) {
        return report.path("conclusion").asString("");
    }

    private static String impression(JsonNode impression) {
        return impression.path("description").asString("") + "。"
                + impression.path("summary").asString("");
    }

    private static String sections(JsonNode composition) {
        var text = new StringBuilder();
        composition
                .path("section")
                .forEach(each -> text.append(
                                TAGS.matcher(each.path("text").path("div").asString(""))
                                        .replaceAll(" "))
                        .append('。'));
        return text.toString();
    }

    // -- T4

    private List<Evidence> medicine(JsonNode request, LocalDate today) {
        if (VOID.contains(request.path("status").asString(""))) {
            return List.of();
        }
        var found = new ArrayList<Evidence>();
        for (Drug each : list.drugs(today)) {
            request.path("medicationCodeableConcept")
                    .path("coding")
                    .valueStream()
                    .map(coding -> coding.path("code").asString(""))
                    .filter(code -> DiseaseList.anyBegins(each.atc(), code))
                    .findFirst()
                    .flatMap(code -> list.disease(each.disease(), today)
                            .map(disease -> evidence(
                                    Trigger.T4,
                                    disease,
                                    Certainty.SUSPECTED,
                                    request,
                                    reason("atc", code, "药品编码", each.what()))))
                    .ifPresent(found::add);
        }
        return found;
    }

    // -- shared

    private static Evidence evidence(
            Trigger trigger, Disease disease, Certainty certainty, JsonNode resource, Reason fact) {
        Text name = disease.name();
        return new Evidence(
                trigger,
                disease.code(),
                certainty,
                moment(resource),
                reference(resource.path("encounter").path("reference").asString("")),
                new Explanation(
                        certainty.name().toLowerCase(Locale.ROOT),
                        "surveillance." + trigger.name().toLowerCase(Locale.ROOT) + "@1",
                        new Text(
                                trigger.words().zh() + "触发：" + name.zh() + "，"
                                        + certainty.words().zh(),
                                trigger.words().en() + ": " + name.en() + ", "
                                        + certainty.words().en()),
                        List.of(fact)));
    }

    private static Reason reason(String name, String finding, String zh, String en) {
        return new Reason(name, finding, new Text(zh + " " + finding, en + " " + finding), 0);
    }

    /**
     * From where the clock runs: when it was recorded, released or ordered. Of a day alone nobody knows the hour; it is held to be the
     * last, and whoever learned of it earlier goes by that.
     */
    static @Nullable Instant moment(JsonNode resource) {
        return Stream.of("recordedDate", "issued", "authoredOn", "date", "effectiveDateTime", "onsetDateTime")
                .map(element -> latest(resource.path(element).asString("")))
                .filter(each -> each != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Instant latest(String text) {
        Instant at = parsed(text);
        return at == null || text.length() > DAY
                ? at
                : at.plus(Duration.ofDays(1)).minusMillis(1);
    }

    /** A FHIR instant or dateTime; a day alone begins at midnight in China. */
    public static @Nullable Instant parsed(String text) {
        try {
            if (text.length() == DAY) {
                return LocalDate.parse(text).atStartOfDay(ZONE).toInstant();
            }
            return text.length() < DAY ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException notOne) {
            return null;
        }
    }

    /** The logical id in a reference such as {@code Encounter/17-3}; null where it is none. */
    public static @Nullable String reference(String reference) {
        int slash = reference.lastIndexOf('/');
        return slash < 0 || reference.startsWith("urn:") ? null : reference.substring(slash + 1);
    }

    private static boolean released(JsonNode resource) {
        return RELEASED.contains(resource.path("status").asString(""));
    }

    private static String verification(JsonNode condition) {
        return coded(condition.path("verificationStatus"));
    }

    private static String coded(JsonNode concept) {
        return concept.path("coding").path(0).path("code").asString("");
    }

    /** Codes that look like ICD-10 ones. */
    private static Stream<String> codes(JsonNode concept) {
        return concept.path("coding")
                .valueStream()
                .filter(each -> !each.path("system").asString("").contains("loinc"))
                .map(each -> each.path("code").asString(""))
                .filter(each -> ICD10.matcher(each).matches());
    }

    private static String words(JsonNode concept) {
        Map<String, Boolean> parts = new LinkedHashMap<>();
        String text = concept.path("text").asString("");
        if (!text.isBlank()) {
            parts.put(text, true);
        }
        concept.path("coding").forEach(each -> {
            String display = each.path("display").asString("");
            if (!display.isBlank()) {
                parts.put(display, true);
            }
        });
        return String.join("。", parts.keySet());
    }
}
