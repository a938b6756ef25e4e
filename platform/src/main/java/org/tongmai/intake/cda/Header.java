package org.tongmai.intake.cda;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tongmai.intake.hl7v2.Tables;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.kernel.ResidentNumber;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** The patient and the visit of a document, as its header tells them. */
final class Header {

    /** The system of a resident number that no resident can have: kept, and never taken for one. */
    static final String UNVERIFIED = "https://tongmai.org/fhir/identifier/unverified-resident-number";

    private static final String ETHNICITY = Types.OWN + "ethnicity";

    private static final String SEX = Types.OWN + "sex-code";

    private static final Map<String, String[]> NUMBERS = numbers();

    private static final Map<String, String> GENDERS = Map.of(
            "M", "male", "1", "male", "F", "female", "2", "female", "UN", "other", "9", "other", "0", "unknown", "UNK",
            "unknown");

    private static final Map<String, String> CLASSES = Map.of(
            "AMB", "AMB", "IMP", "IMP", "EMER", "EMER", "1", "AMB", "2", "EMER", "3", "IMP", "ACUTE", "ACUTE", "NONAC",
            "NONAC");

    private static final Map<String, String> PARTS =
            Map.of("2.16.156.10011.1.22", "bd", "2.16.156.10011.1.21", "ro", "2.16.156.10011.1.27", "wa");

    private final Node root;
    private final Types types;
    private final People people;
    private final Details details;
    private final Findings findings;

    Header(Node root, Types types, People people, Details details, Findings findings) {
        this.root = root;
        this.types = types;
        this.people = people;
        this.details = details;
        this.findings = findings;
    }

    private static Map<String, String[]> numbers() {
        Map<String, String[]> numbers = new HashMap<>();
        Tables.rows("cda/numbers.tsv").forEach(cells -> numbers.put(cells[0], cells));
        return numbers;
    }

    /**
     * The patient of the document.
     *
     * @param resource all that the header says of the patient; without id
     * @param person numbers that a person has everywhere
     * @param local numbers that the institution, or its systems, gave to the patient
     * @param visits numbers of visits
     */
    record Patient(ObjectNode resource, List<ObjectNode> person, List<ObjectNode> local, List<ObjectNode> visits) {}

    /** @throws Problem {@code intake.document-patient-count}, {@code intake.document-patient-unnumbered} */
    Patient patient(LocalDate today) {
        List<Node> targets = root.all("recordTarget");
        if (targets.size() != 1 || targets.getFirst().see("patientRole").isEmpty()) {
            throw new Problem(
                    Kind.INVALID,
                    "intake.document-patient-count",
                    "The document holds " + targets.size() + " recordTarget with a patient.",
                    "A document is about one patient, so that it is stored as a whole or not at all.",
                    "Send one document for each patient.",
                    List.of("recordTarget"));
        }
        findings.enter("recordTarget");
        Node role =
                targets.getFirst().takeAlone().see("patientRole").orElseThrow().takeAlone();
        Node person = role.see("patient").orElse(role).takeAlone();
        ObjectNode patient = Json.object().put("resourceType", "Patient");
        List<ObjectNode> own = new ArrayList<>();
        List<ObjectNode> local = new ArrayList<>();
        List<ObjectNode> visits = new ArrayList<>();
        List<Node> ids = new ArrayList<>(role.all("id"));
        if (person != role) {
            ids.addAll(person.all("id"));
        }
        for (Node id : ids) {
            number(id, today, own, local, visits);
        }
        own.forEach(each -> Fhir.add(patient, "identifier", each));
        local.forEach(each -> Fhir.add(patient, "identifier", each));
        visits.forEach(each -> Fhir.add(patient, "identifier", each));
        if (!patient.has("identifier")) {
            throw new Problem(
                    Kind.INVALID,
                    "intake.document-patient-unnumbered",
                    "The recordTarget holds no number of the patient.",
                    "A patient is found again by a number: that of the institution, a resident or card number, a visit's.",
                    "Send one as <id root=\"…\" extension=\"…\"/> in recordTarget/patientRole.",
                    List.of("recordTarget/patientRole/id"));
        }
        describe(role, person, patient);
        details.keep(targets.getFirst(), patient);
        findings.leave();
        return new Patient(patient, own, local, visits);
    }

    private void number(
            Node id, LocalDate today, List<ObjectNode> own, List<ObjectNode> local, List<ObjectNode> visits) {
        String root = id.at("root");
        if (id.at("extension").isEmpty() && (root.isEmpty() || NUMBERS.containsKey(root))) {
            id.take();
            return;
        }
        String[] known = NUMBERS.getOrDefault(root, new String[] {root, "local", ""});
        if (known[1].equals("document")) {
            return; // says nothing of the patient, and stays a detail of the document
        }
        ObjectNode identifier = types.identifier(id);
        if (!known[2].isEmpty()) {
            identifier.put("system", known[2]);
        }
        switch (known[1]) {
            case "person" -> own.add(verified(identifier, today));
            case "visit" -> visits.add(identifier);
            default -> local.add(identifier);
        }
    }

    /** What no resident can bear is kept apart, lest it lead to somebody. */
    private ObjectNode verified(ObjectNode identifier, LocalDate today) {
        if (identifier.path("system").asString().equals(DocumentType.RESIDENT_NUMBER.system())) {
            try {
                var _ = ResidentNumber.parse(identifier.path("value").asString(), today);
            } catch (Problem impossible) {
                findings.add("resident-number-impossible", "id", "", "");
                identifier.put("system", UNVERIFIED);
            }
        }
        return identifier;
    }

    private void describe(Node role, Node person, ObjectNode patient) {
        person.all("name").forEach(name -> Fhir.add(patient, "name", people.name(name)));
        people.contact(role, patient);
        if (person != role) {
            people.contact(person, patient);
        }
        person.see("administrativeGenderCode").ifPresent(sex -> sex(sex, patient));
        person.see("birthTime").flatMap(types::time).ifPresent(born -> born(born, patient));
        person.see("maritalStatusCode").map(types::concept).ifPresent(code -> Fhir.set(patient, "maritalStatus", code));
        person.see("ethnicGroupCode")
                .filter(code -> code.at("code").matches("\\d{1,2}"))
                .ifPresent(code -> {
                    String two = code.at("code").length() == 1 ? "0" + code.at("code") : code.at("code");
                    Fhir.add(
                            patient,
                            "extension",
                            Json.object().put("url", ETHNICITY).put("valueCode", two));
                });
        for (Node guardian : person.all("guardian")) {
            ObjectNode contact = Json.object();
            guardian.takeAlone();
            Fhir.add(
                    contact,
                    "relationship",
                    guardian.see("code").map(types::concept).orElseGet(Json::object));
            guardian.see("guardianPerson", "name").map(people::name).ifPresent(name -> Fhir.set(contact, "name", name));
            guardian.all("telecom").forEach(tel -> Fhir.add(contact, "telecom", people.telecom(tel)));
            guardian.see("addr").map(people::address).ifPresent(addr -> Fhir.set(contact, "address", addr));
            Fhir.add(patient, "contact", contact);
        }
        for (Node spoken : person.all("languageCommunication")) {
            spoken.see("languageCode")
                    .filter(code -> !code.at("code").isEmpty())
                    .ifPresent(code -> {
                        ObjectNode one = Json.object();
                        one.set(
                                "language",
                                Fhir.concept(Fhir.coding(
                                        "urn:ietf:bcp:47", code.take().at("code"), "")));
                        Fhir.add(patient, "communication", one);
                    });
        }
    }

    private void sex(Node sex, ObjectNode patient) {
        String code = sex.at("code");
        String gender = GENDERS.get(code);
        if (gender == null && !code.isEmpty()) {
            findings.add("sex-unknown", "administrativeGenderCode", "", "");
        }
        if (!code.isEmpty() || !sex.at("nullFlavor").isEmpty()) {
            patient.put("gender", gender == null ? "unknown" : gender);
        }
        ObjectNode coding = types.coding(sex.takeAlone());
        if (!coding.isEmpty()) {
            ObjectNode sent = Json.object().put("url", SEX);
            sent.set("valueCoding", coding);
            Fhir.add(patient, "extension", sent);
        }
    }

    private static void born(String born, ObjectNode patient) {
        patient.put("birthDate", born.substring(0, Math.min(10, born.length())));
        if (Times.isMoment(born)) {
            ObjectNode more = patient.putObject("_birthDate");
            Fhir.add(
                    more,
                    "extension",
                    Json.object()
                            .put("url", "http://hl7.org/fhir/StructureDefinition/patient-birthTime")
                            .put("valueDateTime", born));
        }
    }

    // -- the visit

    /** The visit that the document is part of; nothing where it names none. */
    Optional<ObjectNode> encounter(Patient patient) {
        Optional<Node> part = root.see("componentOf", "encompassingEncounter");
        boolean numbered = part.map(visit -> visit.all("id").stream()
                        .anyMatch(id ->
                                !id.at("extension").isEmpty() || !id.at("root").isEmpty()))
                .orElse(false);
        if (part.isEmpty() || !numbered && patient.visits().isEmpty()) {
            return Optional.empty();
        }
        Node visit = part.get().takeAlone();
        ObjectNode encounter = Json.object().put("resourceType", "Encounter");
        types.identifiers(visit, encounter);
        patient.visits().forEach(number -> Fhir.add(encounter, "identifier", number.deepCopy()));
        visit.see("effectiveTime").ifPresent(time -> {
            ObjectNode said = Json.object();
            types.timing(time, said, "at");
            if (said.get("atPeriod") instanceof ObjectNode period) {
                encounter.set("period", period);
            } else if (said.has("atDateTime")) {
                encounter
                        .putObject("period")
                        .put("start", said.path("atDateTime").asString());
            }
        });
        encounter.put("status", encounter.path("period").has("end") ? "finished" : "unknown");
        kind(visit, patient, encounter);
        for (String name : List.of("encounterParticipant", "responsibleParty")) {
            visit.all(name).forEach(who -> participant(who, encounter));
        }
        visit.see("dischargeDispositionCode").map(types::concept).ifPresent(where -> {
            if (!where.isEmpty()) {
                encounter.putObject("hospitalization").set("dischargeDisposition", where);
            }
        });
        visit.see("location", "healthCareFacility").ifPresent(place -> places(place, encounter));
        return Optional.of(encounter);
    }

    private void kind(Node visit, Patient patient, ObjectNode encounter) {
        ObjectNode code = visit.see("code").map(types::concept).orElseGet(Json::object);
        String known =
                CLASSES.getOrDefault(code.path("coding").path(0).path("code").asString(""), "");
        if (known.isEmpty() && !patient.visits().isEmpty()) {
            boolean inpatient = patient.visits().stream()
                    .anyMatch(number -> number.path("system").asString("").endsWith(".1.12"));
            known = inpatient ? "IMP" : "AMB";
        }
        encounter.set(
                "class",
                known.isEmpty()
                        ? Fhir.coding(Systems.uri("2.16.840.1.113883.5.1008"), "UNK", "")
                        : Fhir.coding(Systems.uri("2.16.840.1.113883.5.4"), known, ""));
        Fhir.add(encounter, "type", code);
    }

    private void participant(Node who, ObjectNode encounter) {
        ObjectNode participant = Json.object();
        who.takeAlone();
        String role = who.name().equals("responsibleParty") ? "RESP" : who.at("typeCode");
        if (!role.isEmpty()) {
            Fhir.add(participant, "type", Fhir.hl7("v3-ParticipationType", role));
        }
        who.see("assignedEntity").map(people::staff).ifPresent(by -> Fhir.set(participant, "individual", by));
        who.see("time").ifPresent(time -> {
            ObjectNode said = Json.object();
            types.timing(time, said, "at");
            if (said.get("atPeriod") instanceof ObjectNode period) {
                participant.set("period", period);
            } else if (said.has("atDateTime")) {
                participant
                        .putObject("period")
                        .put("start", said.path("atDateTime").asString());
            }
        });
        if (participant.has("individual")) {
            Fhir.add(encounter, "participant", participant);
        }
    }

    /** Bed, room, ward, department and hospital, which WS/T 500 nests into one another. */
    private void places(Node facility, ObjectNode encounter) {
        Optional<Node> at = facility.see("serviceProviderOrganization");
        while (at.isPresent()) {
            Node organization = at.get().takeAlone();
            ObjectNode place = people.organization(organization);
            if (!place.isEmpty()) {
                ObjectNode location = Json.object();
                String root = organization.see("id").map(id -> id.at("root")).orElse("");
                if (PARTS.containsKey(root)) {
                    location.set("physicalType", Fhir.hl7("location-physical-type", PARTS.get(root)));
                }
                place.remove("type");
                location.set("location", place);
                Fhir.add(encounter, "location", location);
            }
            at = organization
                    .see("asOrganizationPartOf")
                    .flatMap(part -> part.takeAlone().see("wholeOrganization"));
        }
        facility.see("location", "name")
                .map(name -> name.take().text())
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> {
                    ObjectNode location = Json.object();
                    location.putObject("location").put("display", name);
                    Fhir.add(encounter, "location", location);
                });
    }
}
