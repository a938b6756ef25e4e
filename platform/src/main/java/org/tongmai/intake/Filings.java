package org.tongmai.intake;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tongmai.access.InstitutionSystems;
import org.tongmai.intake.cda.CdaDocument;
import org.tongmai.intake.cda.CdaDocument.Filing;
import org.tongmai.intake.cda.StoredDocument;
import org.tongmai.intake.cda.Version;
import org.tongmai.intake.hl7v2.Labels;
import org.tongmai.store.Fact;
import org.tongmai.store.Query;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a document is filed: under which patient and visit of its institution, as which version of which set. A document adds what
 * the patient and the visit lack and changes nothing that is stored of them.
 */
final class Filings {

    /** Visits of one institution that share a number; more is a mistake of the institution's. */
    private static final int SAME_NUMBER_MAX = 20;

    /** Documents that name one as replaced or completed. */
    private static final int VERSIONS_MAX = 50;

    private final Facts facts;
    private final DocumentPatients patients;

    Filings(Facts facts) {
        this.facts = facts;
        this.patients = new DocumentPatients(facts);
    }

    /**
     * A document ready to be stored.
     *
     * @param resources in the order in which they are written: the patient first
     * @param superseded whether a newer version is there already
     */
    record Filed(List<ObjectNode> resources, boolean superseded) {}

    /** What the patient is called while the document is stored, so that two documents do not make the patient twice. */
    static String name(CdaDocument document) {
        return Stream.of(document.localNumbers(), document.personNumbers(), document.visitNumbers())
                .flatMap(List::stream)
                .findFirst()
                .map(Filings::token)
                .orElseThrow();
    }

    /** Everything by which the patient may be known, a local number also as the institution's messages have it. */
    static List<String> names(CdaDocument document) {
        return Stream.of(
                        document.localNumbers().stream()
                                .map(number -> number.path("value").asString("")),
                        document.localNumbers().stream().map(Filings::token),
                        document.personNumbers().stream().map(Filings::token),
                        document.visitNumbers().stream().map(Filings::token))
                .flatMap(names -> names)
                .toList();
    }

    Filed file(CdaDocument document, String institution, String organization, byte[] original) {
        List<ObjectNode> written = new ArrayList<>();
        Optional<ObjectNode> later = later(document, institution);
        String shared = later.flatMap(StoredDocument::setOf).orElseGet(() -> set(document, institution));
        Optional<ObjectNode> found = composition(institution, shared);
        String patient = patients.patient(document, institution, organization, found, written);
        Visit visit = visit(document, institution, organization, patient, written);
        boolean replaced = later.filter(one -> subject(one).equals(patient)).isPresent();
        boolean other = !replaced
                && found.filter(stored -> !isVersion(document, stored, patient)).isPresent();
        String set = other ? shared + "|" + document.number() : shared;
        Optional<ObjectNode> before = other ? composition(institution, set) : found;
        boolean superseded =
                replaced || before.filter(stored -> isOlder(document, stored)).isPresent();
        var filing = new Filing(
                institution, organization, set, patient, visit.reference(), visit.known(), superseded, visit.labels());
        List<ObjectNode> made = document.map(filing, original);
        before.filter(stored -> !superseded).ifPresent(stored -> {
            keepLabels(stored, made);
            withdraw(stored, institution, made, written);
        });
        written.addAll(made);
        return new Filed(written, superseded);
    }

    /** As an identifier stands in a search. */
    static String token(JsonNode identifier) {
        return Query.identified(
                identifier.path("system").asString(""), identifier.path("value").asString(""));
    }

    // -- the visit

    /**
     * @param known whether it is stored by other means
     * @param labels what it is marked with
     */
    private record Visit(Optional<String> reference, boolean known, List<JsonNode> labels) {
        static final Visit NONE = new Visit(Optional.empty(), false, List.of());

        static Visit of(ObjectNode visit, boolean known) {
            List<JsonNode> labels = visit.at("/meta/security")
                    .valueStream()
                    .filter(label -> !Labels.isTest(label))
                    .toList();
            return new Visit(Optional.of(address(visit)), known, labels);
        }
    }

    private Visit visit(
            CdaDocument document, String institution, String organization, String patient, List<ObjectNode> written) {
        Optional<ObjectNode> told = document.encounter().filter(visit -> visit.has("identifier"));
        if (told.isEmpty()) {
            return Visit.NONE;
        }
        ObjectNode visit = told.get().deepCopy();
        List<String> tokens = new ArrayList<>();
        for (JsonNode number : visit.path("identifier")) {
            tokens.add(Query.identified(
                    InstitutionSystems.of(institution, "visit"),
                    number.path("value").asString("")));
        }
        Optional<ObjectNode> registered =
                facts.sent("Encounter", institution, "identifier", tokens, SAME_NUMBER_MAX).stream()
                        .filter(each -> each.path("subject")
                                .path("reference")
                                .asString("")
                                .equals(patient))
                        .findFirst();
        if (registered.isPresent()) {
            return Visit.of(registered.get(), true);
        }
        visit.putObject("subject").put("reference", patient);
        visit.putObject("serviceProvider").put("reference", organization);
        String name = patient + "|" + token(visit.path("identifier").path(0));
        String id = StoredDocument.visitId(institution, name);
        Optional<ObjectNode> stored = facts.read("Encounter", id).map(Fact::tree);
        if (stored.filter(other -> apart(other, visit)).isPresent()) {
            id = StoredDocument.visitId(institution, name + "|" + day(visit, "start"));
            stored = facts.read("Encounter", id).map(Fact::tree);
        }
        ObjectNode filled = stored.map(other -> Filling.filled(other, visit)).orElse(visit.put("id", id));
        if (stored.isEmpty() || !filled.equals(stored.get())) {
            written.add(filled);
        }
        return Visit.of(filled, false);
    }

    /** A number that is given again for another stay. */
    private static boolean apart(ObjectNode stored, ObjectNode told) {
        String start = day(stored, "start");
        String other = day(told, "start");
        return !start.isEmpty() && !other.isEmpty() && !start.equals(other);
    }

    private static String day(ObjectNode visit, String end) {
        String time = visit.path("period").path(end).asString("");
        return time.substring(0, Math.min(10, time.length()));
    }

    // -- versions

    /** Of what it replaces, where that is stored; else what it says itself. */
    private String set(CdaDocument document, String institution) {
        return document.replaced()
                .flatMap(number -> facts.read(
                        "DocumentReference",
                        StoredDocument.documentId(institution, number, document.replacedVersion())))
                .map(Fact::tree)
                .flatMap(StoredDocument::setOf)
                .orElse(document.set());
    }

    /** The DocumentReference of a document that came earlier and says that it replaces this one. */
    private Optional<ObjectNode> later(CdaDocument document, String institution) {
        String token = token(document.identifier());
        return facts
                .sent("DocumentReference", institution, "relatesto:identifier", List.of(token), VERSIONS_MAX)
                .stream()
                .filter(one -> !one.path("status").asString("").equals("entered-in-error"))
                .filter(one -> !token(one.path("masterIdentifier")).equals(token))
                .filter(one -> one.path("relatesTo")
                        .valueStream()
                        .anyMatch(relation -> relation.path("code").asString("").equals("replaces")
                                && token(relation.at("/target/identifier")).equals(token)))
                .findFirst();
    }

    private static String subject(ObjectNode resource) {
        return resource.at("/subject/reference").asString("");
    }

    private Optional<ObjectNode> composition(String institution, String set) {
        return facts.read("Composition", StoredDocument.compositionId(institution, set))
                .map(Fact::tree);
    }

    /**
     * Whether a document is a version of what is stored under its set: of the same patient, and either it says so itself, or it is
     * of the same kind and of another version. Some systems give all documents of a stay, or all they make, one set number.
     */
    private static boolean isVersion(CdaDocument document, ObjectNode stored, String patient) {
        String number = StoredDocument.numberOf(stored);
        if (!subject(stored).equals(patient)) {
            return false;
        }
        return number.equals(document.number())
                || document.replaced().filter(number::equals).isPresent()
                || (!document.version().equals(StoredDocument.versionOf(stored))
                        && StoredDocument.sameKind(stored, document));
    }

    /** What the former version was marked with stays on what is said again. */
    private void keepLabels(ObjectNode former, List<ObjectNode> made) {
        Set<String> told = new HashSet<>(StoredDocument.entriesOf(former));
        told.add(address(former));
        Map<String, ObjectNode> stored = facts.read(
                made.stream().map(Filings::address).filter(told::contains).toList());
        for (ObjectNode resource : made) {
            ObjectNode known = stored.get(address(resource));
            if (known != null) {
                Labels.keep(known, resource);
                resource.withObject("meta")
                        .put("versionId", known.at("/meta/versionId").asString());
            }
        }
    }

    private static boolean isOlder(CdaDocument document, ObjectNode stored) {
        String number = StoredDocument.numberOf(stored);
        Version version = StoredDocument.versionOf(stored);
        if (document.replaced().filter(number::equals).isPresent()) {
            return false;
        }
        if (document.versioned() && !document.version().equals(version)) {
            return document.version().compareTo(version) < 0;
        }
        return isBefore(document.written(), stored.path("date").asString(""));
    }

    private static boolean isBefore(String one, String other) {
        if (one.length() > 10 && other.length() > 10) {
            return OffsetDateTime.parse(one).isBefore(OffsetDateTime.parse(other));
        }
        return !one.isEmpty() && !other.isEmpty() && one.compareTo(other) < 0;
    }

    /** The earlier version is superseded, and what it said and the new one does not was said in error. */
    private void withdraw(ObjectNode stored, String institution, List<ObjectNode> made, List<ObjectNode> written) {
        Set<String> addresses = new HashSet<>();
        made.forEach(resource -> addresses.add(address(resource)));
        String document = "DocumentReference/"
                + StoredDocument.documentId(
                        institution, StoredDocument.numberOf(stored), StoredDocument.versionOf(stored));
        List<String> former = Stream.concat(Stream.of(document), StoredDocument.entriesOf(stored).stream())
                .filter(address -> !addresses.contains(address))
                .distinct()
                .toList();
        Map<String, ObjectNode> known = facts.read(former);
        for (String address : former) {
            ObjectNode tree = known.get(address);
            if (tree != null) {
                if (address.equals(document)) {
                    tree.put("status", "superseded");
                } else {
                    StoredDocument.enteredInError(tree);
                }
                written.add(tree);
            }
        }
    }

    private static String address(ObjectNode resource) {
        return resource.path("resourceType").asString() + "/"
                + resource.path("id").asString();
    }
}
