package org.tongmai.intake;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.InstitutionSystems;
import org.tongmai.intake.cda.CdaDocument;
import org.tongmai.intake.cda.CdaDocument.Filing;
import org.tongmai.intake.cda.StoredDocument;
import org.tongmai.store.Fact;
import org.tongmai.store.Query;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a document is filed: under which patient and visit of its institution, as which version of which set. A document adds what
 * the patient and the visit lack and changes nothing that is stored of them.
 */
final class Filings {

    /** Patients of one institution that share a number; more is a mistake of the institution's. */
    private static final int SAME_NUMBER_MAX = 20;

    private static final Set<String> OF_THE_STORE = Set.of("id", "meta", "resourceType");

    private final Facts facts;

    Filings(Facts facts) {
        this.facts = facts;
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
        String patient = patient(document, institution, organization, written);
        Visit visit = visit(document, institution, organization, patient, written);
        String shared = set(document, institution);
        Optional<ObjectNode> found = composition(institution, shared);
        boolean other = found.filter(stored -> !isVersion(document, stored, patient)).isPresent();
        String set = other ? shared + "|" + document.number() : shared;
        Optional<ObjectNode> before = other ? composition(institution, set) : found;
        boolean superseded = before.filter(stored -> isOlder(document, stored)).isPresent();
        var filing = new Filing(
                institution,
                organization,
                set,
                patient,
                visit.reference(),
                visit.known(),
                superseded,
                visit.labels());
        List<ObjectNode> made = document.map(filing, original);
        before.filter(stored -> !superseded).ifPresent(stored -> {
            made.forEach(resource -> keepLabels(stored, resource));
            withdraw(stored, institution, made, written);
        });
        written.addAll(made);
        return new Filed(written, superseded);
    }

    // -- the patient

    /** The reference to the patient; a patient who is not there, or of whom something new is told, is written. */
    private String patient(CdaDocument document, String institution, String organization, List<ObjectNode> written) {
        ObjectNode told = plain(document.patient());
        Optional<ObjectNode> stored = known(document, institution, told);
        if (stored.isPresent()) {
            ObjectNode filled = filled(stored.get(), told);
            if (!filled.equals(stored.get())) {
                written.add(filled);
            }
            return "Patient/" + stored.get().path("id").asString();
        }
        String id = StoredDocument.patientId(institution, name(document));
        told.put("id", id);
        told.putObject("managingOrganization").put("reference", organization);
        written.add(told);
        return "Patient/" + id;
    }

    /** The institution's patient whom the document means: who bears one of the numbers, and is not contradicted by the name. */
    private Optional<ObjectNode> known(CdaDocument document, String institution, ObjectNode told) {
        List<String> tokens = new ArrayList<>();
        for (ObjectNode number : document.localNumbers()) {
            tokens.add(token(number));
            tokens.add(Query.identified(
                    InstitutionSystems.patients(institution),
                    number.path("value").asString("")));
        }
        document.personNumbers().forEach(number -> tokens.add(token(number)));
        if (tokens.isEmpty()) {
            document.visitNumbers().forEach(number -> tokens.add(token(number)));
        }
        List<ObjectNode> bearers = facts.sent("Patient", institution, "identifier", tokens, SAME_NUMBER_MAX);
        Set<String> local = new HashSet<>();
        document.localNumbers().forEach(number -> local.add(token(number)));
        return bearers.stream()
                .filter(bearer -> bearer.path("active").asBoolean(true))
                .filter(bearer -> bears(bearer, local) || agree(bearer, told))
                .findFirst();
    }

    private static boolean bears(ObjectNode patient, Set<String> tokens) {
        for (JsonNode identifier : patient.path("identifier")) {
            if (tokens.contains(token(identifier))) {
                return true;
            }
        }
        return false;
    }

    /** The same name, and no other birth date: a number alone may be a parent's. */
    private static boolean agree(ObjectNode stored, ObjectNode told) {
        String born = stored.path("birthDate").asString("");
        String toldBorn = told.path("birthDate").asString("");
        boolean dates = born.isEmpty() || toldBorn.isEmpty() || born.startsWith(toldBorn) || toldBorn.startsWith(born);
        String name = name(stored);
        String toldName = name(told);
        return dates && (name.isEmpty() || toldName.isEmpty() || name.equals(toldName));
    }

    private static String name(ObjectNode patient) {
        return patient.path("name").path(0).path("text").asString("").replaceAll("[\\s·•・]+", "");
    }

    /** Without what only the copy inside the document keeps. */
    private static ObjectNode plain(ObjectNode patient) {
        ObjectNode plain = patient.deepCopy();
        if (plain.get("extension") instanceof ArrayNode extensions) {
            ArrayNode own = extensions.deepCopy().removeAll();
            extensions.forEach(extension -> {
                if (!extension.path("url").asString("").equals(StoredDocument.DETAIL)) {
                    own.add(extension);
                }
            });
            plain.remove("extension");
            if (!own.isEmpty()) {
                plain.set("extension", own);
            }
        }
        return plain;
    }

    private static String token(JsonNode identifier) {
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
                    .filter(label -> !label.path("code").asString("").equals("HTEST"))
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
        ObjectNode filled = stored.map(other -> filled(other, visit)).orElse(visit.put("id", id));
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

    /** What is stored, with what it lacks. */
    private static ObjectNode filled(ObjectNode stored, ObjectNode told) {
        ObjectNode filled = stored.deepCopy();
        for (String member : told.propertyNames()) {
            JsonNode own = filled.get(member);
            JsonNode more = told.get(member);
            if (own == null && !OF_THE_STORE.contains(member)) {
                filled.set(member, more);
            } else if (member.equals("identifier") && own instanceof ArrayNode list) {
                more.forEach(element -> {
                    if (!bears(filled, Set.of(token(element)))) {
                        list.add(element);
                    }
                });
            } else if (member.equals("period") && own instanceof ObjectNode period) {
                more.properties().forEach(end -> {
                    if (!period.has(end.getKey())) {
                        period.set(end.getKey(), end.getValue());
                    }
                });
            }
        }
        if (filled.path("status").asString("").equals("unknown")
                && filled.path("period").has("end")) {
            filled.put("status", "finished");
        }
        return filled;
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
        if (!stored.at("/subject/reference").asString("").equals(patient)) {
            return false;
        }
        return number.equals(document.number())
                || document.replaced().filter(number::equals).isPresent()
                || (document.version() != StoredDocument.versionOf(stored)
                        && StoredDocument.sameKind(stored, document));
    }

    /** What the former version was marked with stays on what is said again. */
    private void keepLabels(ObjectNode former, ObjectNode made) {
        boolean again = address(made).equals(address(former))
                || StoredDocument.entriesOf(former).contains(address(made));
        Optional<ObjectNode> stored = again
                ? facts.read(made.path("resourceType").asString(), made.path("id").asString())
                        .map(Fact::tree)
                : Optional.empty();
        stored.ifPresent(known -> {
            known.at("/meta/security").forEach(label -> StoredDocument.label(made, label));
            made.withObject("meta").put("versionId", known.at("/meta/versionId").asString());
        });
    }

    private static boolean isOlder(CdaDocument document, ObjectNode stored) {
        String number = StoredDocument.numberOf(stored);
        int version = StoredDocument.versionOf(stored);
        if (document.replaced().filter(number::equals).isPresent()) {
            return false;
        }
        if (document.versioned() && document.version() != version) {
            return document.version() < version;
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
        String id = StoredDocument.documentId(
                institution, StoredDocument.numberOf(stored), StoredDocument.versionOf(stored));
        if (!addresses.contains("DocumentReference/" + id)) {
            change("DocumentReference", id, written, tree -> tree.put("status", "superseded"));
        }
        for (String entry : StoredDocument.entriesOf(stored)) {
            String[] parts = entry.split("/");
            if (!addresses.contains(entry) && parts.length == 2) {
                change(parts[0], parts[1], written, StoredDocument::enteredInError);
            }
        }
    }

    private void change(String type, String id, List<ObjectNode> written, Consumer<ObjectNode> change) {
        @Nullable ObjectNode tree = facts.read(type, id).map(Fact::tree).orElse(null);
        if (tree != null) {
            change.accept(tree);
            written.add(tree);
        }
    }

    private static String address(ObjectNode resource) {
        return resource.path("resourceType").asString() + "/"
                + resource.path("id").asString();
    }
}
