package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Institution;
import org.tongmai.directory.Practitioner;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.RegionCode;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import org.tongmai.surveillance.capture.Evidence;
import org.tongmai.surveillance.capture.ReportClock;
import org.tongmai.surveillance.capture.Triggers;
import org.tongmai.surveillance.disease.Disease;
import tools.jackson.databind.JsonNode;

/** Fills a report card from the record, so that nobody types what is known. */
final class Drafts {

    private static final String OCCUPATION = "https://tongmai.org/fhir/StructureDefinition/occupation";
    private static final String WORKPLACE = "https://tongmai.org/fhir/StructureDefinition/workplace";

    private static final int SCHOOL_FROM = 6;
    private static final int SCHOOL_UNTIL = 18;
    private static final int RETIRED = 70;

    private final Store store;
    private final Directory directory;
    private final Places places;
    private final RegionCode node;
    private final Duration history;
    private final Clock clock;

    /**
     * @param node where the node is: for institutions of which nobody says where they are
     * @param history from how long ago on a diagnosis is history when it comes
     */
    Drafts(Store store, Directory directory, Places places, RegionCode node, Duration history, Clock clock) {
        this.store = store;
        this.directory = directory;
        this.places = places;
        this.node = node;
        this.history = history;
        this.clock = clock;
    }

    /** What of the record a card is filled from. */
    record Context(
            long compartment,
            String institution,
            JsonNode patient,
            JsonNode encounter,
            JsonNode resource,
            Instant knownAt) {}

    Context context(Fact fact, JsonNode resource, String institution) {
        JsonNode patient = read("Patient", subject(resource));
        boolean visit = fact.type().equals("Encounter");
        JsonNode encounter = visit
                ? resource
                : read(
                        "Encounter",
                        Triggers.reference(
                                resource.path("encounter").path("reference").asString("")));
        return new Context(fact.key().compartment(), institution, patient, encounter, resource, fact.at());
    }

    /** The card that one piece of evidence makes. */
    ReportCard draft(Context context, Evidence evidence, Disease disease) {
        Instant at = moment(evidence, context.knownAt());
        LocalDate onset = onset(context, at);
        Optional<Institution> institution = institution(context.institution());
        RegionCode jurisdiction = institution.map(Institution::region).orElse(node);
        JsonNode address = context.patient().path("address").path(0);
        Living living = places.of(address, jurisdiction);
        CardFields fields = fields(context, living, jurisdiction, institution.map(Institution::name), onset);
        boolean past = at.isBefore(context.knownAt().minus(history));
        return new ReportCard(
                context.compartment(),
                0,
                new ReportCard.Finding(disease.code(), disease.family(), evidence.certainty()),
                new ReportCard.Where(
                        context.institution(), jurisdiction.value(), living.place(), site(places, fields, living)),
                onset,
                clock.instant(),
                ReportClock.of(at, disease.deadline()),
                ReportCard.Progress.begun(past ? CardState.HISTORY : CardState.DRAFT),
                null,
                fields);
    }

    /** Where people meet: the workplace, else what of the home is shared. */
    static @Nullable String site(Places places, CardFields fields, Living living) {
        return fields.workplace().isBlank()
                ? living.site()
                : places.workplace(fields.workplace(), new RegionCode(living.place()));
    }

    /** When the evidence came to be; a time that is missing or lies ahead is when it came. */
    static Instant moment(Evidence evidence, Instant knownAt) {
        Instant at = evidence.at();
        return at == null || at.isAfter(knownAt) ? knownAt : at;
    }

    /** Where the patient of a visit lives. */
    Living living(Context context) {
        RegionCode jurisdiction =
                institution(context.institution()).map(Institution::region).orElse(node);
        return places.of(context.patient().path("address").path(0), jurisdiction);
    }

    /** Day on which a visit began; empty where it does not say. */
    static Optional<LocalDate> day(JsonNode encounter) {
        return Optional.ofNullable(
                        Triggers.parsed(encounter.path("period").path("start").asString("")))
                .map(at -> at.atZone(Surveillance.ZONE).toLocalDate());
    }

    private static LocalDate onset(Context context, Instant at) {
        LocalDate day = at.atZone(Surveillance.ZONE).toLocalDate();
        LocalDate told = Optional.ofNullable(
                        Triggers.parsed(context.resource().path("onsetDateTime").asString("")))
                .map(each -> each.atZone(Surveillance.ZONE).toLocalDate())
                .or(() -> day(context.encounter()))
                .orElse(day);
        return told.isAfter(day) ? day : told;
    }

    private CardFields fields(
            Context context, Living living, RegionCode jurisdiction, Optional<String> institution, LocalDate onset) {
        JsonNode patient = context.patient();
        String birthDate = patient.path("birthDate").asString("");
        String told = extension(patient, OCCUPATION);
        String derived = occupation(birthDate, onset);
        return new CardFields(
                name(patient.path("name")),
                name(patient.path("contact").path(0).path("name")),
                number(patient),
                switch (patient.path("gender").asString("")) {
                    case "male" -> "男";
                    case "female" -> "女";
                    default -> "";
                },
                birthDate,
                extension(patient, WORKPLACE),
                phone(patient),
                belongs(new RegionCode(living.place()), jurisdiction),
                patient.path("address").path(0).path("text").asString(""),
                told.isEmpty() ? derived : told,
                told.isEmpty(),
                "",
                patient.path("deceasedDateTime").asString(""),
                institution.orElse(context.institution()),
                doctor(context),
                clock.instant().atZone(Surveillance.ZONE).toLocalDate().toString(),
                "");
    }

    private static String name(JsonNode names) {
        JsonNode name = names.isArray() ? names.path(0) : names;
        String text = name.path("text").asString("");
        return text.isEmpty()
                ? name.path("family").asString("") + name.path("given").path(0).asString("")
                : text;
    }

    /** The resident identity number, else any number of a document that has a system of its own. */
    private static String number(JsonNode patient) {
        return patient.path("identifier")
                .valueStream()
                .filter(each -> each.path("system").asString("").endsWith(DocumentType.RESIDENT_NUMBER_OID)
                        || DocumentType.ofSystem(each.path("system").asString(""))
                                .isPresent())
                .map(each -> each.path("value").asString(""))
                .findFirst()
                .orElse("");
    }

    private static String phone(JsonNode patient) {
        return Stream.concat(
                        patient.path("telecom").valueStream(),
                        patient.path("contact").path(0).path("telecom").valueStream())
                .filter(each -> each.path("system").asString("phone").equals("phone"))
                .map(each -> each.path("value").asString(""))
                .filter(each -> !each.isBlank())
                .findFirst()
                .orElse("");
    }

    private static String extension(JsonNode resource, String url) {
        return resource.path("extension")
                .valueStream()
                .filter(each -> each.path("url").asString("").equals(url))
                .map(each -> Stream.of("valueString", "valueCode")
                        .map(value -> each.path(value).asString(""))
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .orElse(""))
                .findFirst()
                .orElse("");
    }

    /** 患者职业 by the age alone: small children 散居儿童, children 学生, old people 离退人员, everybody else 不详. */
    static String occupation(String birthDate, LocalDate day) {
        if (birthDate.length() != 10) {
            return "28";
        }
        int years = LocalDate.parse(birthDate).until(day).getYears();
        return years < SCHOOL_FROM ? "2" : years < SCHOOL_UNTIL ? CardFields.PUPIL : years >= RETIRED ? "23" : "28";
    }

    /** 病人属于, seen from the institution. */
    static String belongs(RegionCode place, RegionCode jurisdiction) {
        String from = place.value();
        String here = jurisdiction.value();
        if (from.startsWith("81") || from.startsWith("82") || from.startsWith("71")) {
            return "5";
        }
        if (jurisdiction.contains(place) && jurisdiction.level() != RegionCode.Level.PROVINCE) {
            return "1";
        }
        return from.substring(0, 4).equals(here.substring(0, 4)) && jurisdiction.level() != RegionCode.Level.PROVINCE
                ? "2"
                : from.substring(0, 2).equals(here.substring(0, 2)) ? "3" : "4";
    }

    private String doctor(Context context) {
        for (JsonNode reference : List.of(
                context.resource().path("recorder"),
                context.resource().path("asserter"),
                context.resource().path("requester"),
                context.encounter().path("participant").path(0).path("individual"))) {
            String display = reference.path("display").asString("");
            if (!display.isBlank()) {
                return display;
            }
            String id = Triggers.reference(reference.path("reference").asString(""));
            if (id != null) {
                Optional<String> name = directory.practitioner(id).map(Practitioner::name);
                if (name.isPresent()) {
                    return name.get();
                }
            }
        }
        return "";
    }

    private Optional<Institution> institution(String code) {
        return directory.institution(code, LocalDate.ofInstant(clock.instant(), Surveillance.ZONE));
    }

    private JsonNode read(String type, @Nullable String id) {
        return id == null
                ? Json.object()
                : store.read(type, id, Scope.everything())
                        .filter(fact -> !fact.deleted())
                        .<JsonNode>map(Fact::tree)
                        .orElseGet(Json::object);
    }

    private static @Nullable String subject(JsonNode resource) {
        return Triggers.reference(resource.path("subject").path("reference").asString(""));
    }
}
