package org.tongmai.intake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tongmai.access.InstitutionSystems;
import org.tongmai.intake.cda.CdaDocument;
import org.tongmai.intake.cda.StoredDocument;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Fact;
import org.tongmai.store.Query;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whom a document is about: the institution's patient who bears one of its numbers and is not contradicted by name and birth date. */
final class DocumentPatients {

    /** Patients of one institution that share a number; more is a mistake of the institution's. */
    private static final int SAME_NUMBER_MAX = 20;

    /** Patients that were given up one for the other. */
    private static final int GIVEN_UP_MAX = 10;

    private final Facts facts;

    DocumentPatients(Facts facts) {
        this.facts = facts;
    }

    /**
     * The reference to the patient; a patient who is not there, or of whom something new is told, is written.
     *
     * @param before what is stored of the document's set: of a patient who is not contradicted its next version is, too
     * @throws Problem {@code intake.document-patient-other}
     */
    String patient(
            CdaDocument document,
            String institution,
            String organization,
            Optional<ObjectNode> before,
            List<ObjectNode> written) {
        ObjectNode told = plain(document.patient());
        List<ObjectNode> bearers = bearers(document, institution);
        Optional<ObjectNode> stored = before.map(
                        composition -> composition.at("/subject/reference").asString(""))
                .flatMap(subject -> bearers.stream()
                        .filter(bearer ->
                                subject.equals("Patient/" + bearer.path("id").asString()))
                        .filter(bearer -> agree(bearer, told))
                        .findFirst())
                .or(() -> known(document, bearers, told));
        if (stored.isPresent()) {
            ObjectNode filled = Filling.filled(stored.get(), told);
            if (!filled.equals(stored.get()) && isActive(filled)) {
                written.add(filled);
            }
            return "Patient/" + stored.get().path("id").asString();
        }
        String id = StoredDocument.patientId(institution, Filings.name(document));
        if (facts.read("Patient", id).isPresent()) { // a child under the number of a parent
            id = StoredDocument.patientId(
                    institution,
                    Filings.name(document) + "|" + name(told) + "|"
                            + told.path("birthDate").asString(""));
        }
        told.put("id", id);
        told.putObject("managingOrganization").put("reference", organization);
        written.add(told);
        return "Patient/" + id;
    }

    /** Who bears one of the numbers; also who was given up. */
    private List<ObjectNode> bearers(CdaDocument document, String institution) {
        List<String> tokens = new ArrayList<>();
        for (ObjectNode number : document.localNumbers()) {
            tokens.add(Filings.token(number));
            tokens.add(Query.identified(
                    InstitutionSystems.patients(institution),
                    number.path("value").asString("")));
        }
        document.personNumbers().forEach(number -> tokens.add(Filings.token(number)));
        if (tokens.isEmpty()) {
            document.visitNumbers().forEach(number -> tokens.add(Filings.token(number)));
        }
        return facts.sent("Patient", institution, "identifier", tokens, SAME_NUMBER_MAX);
    }

    /** Of those who bear a number; of who was given up the one who stays. */
    private Optional<ObjectNode> known(CdaDocument document, List<ObjectNode> bearers, ObjectNode told) {
        Set<String> local = new HashSet<>();
        document.localNumbers().forEach(number -> local.add(Filings.token(number)));
        for (ObjectNode bearer : bearers) {
            boolean own = Filling.bears(bearer, local);
            if (own && isOther(bearer, told)) {
                throw other();
            }
            if (own || agree(bearer, told)) {
                Optional<ObjectNode> staying = staying(bearer);
                if (staying.isPresent()) {
                    return staying;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ObjectNode> staying(ObjectNode patient) {
        ObjectNode staying = patient;
        for (int i = 0; i < GIVEN_UP_MAX; i++) {
            Optional<ObjectNode> next = staying.path("link")
                    .valueStream()
                    .filter(link -> link.path("type").asString("").equals("replaced-by"))
                    .map(link -> link.at("/other/reference").asString(""))
                    .filter(reference -> reference.startsWith("Patient/"))
                    .flatMap(reference -> facts.read("Patient", reference.substring("Patient/".length())).stream())
                    .map(Fact::tree)
                    .findFirst();
            if (next.isEmpty()) {
                break;
            }
            staying = next.get();
        }
        return isActive(staying) ? Optional.of(staying) : Optional.empty();
    }

    private static boolean isActive(ObjectNode patient) {
        return patient.path("active").asBoolean(true);
    }

    /** The same name, and no other birth date: a number alone may be a parent's. */
    private static boolean agree(ObjectNode stored, ObjectNode told) {
        return sameName(stored, told) && sameBirth(stored, told);
    }

    /** Another name and another birth date: somebody else's number. */
    private static boolean isOther(ObjectNode stored, ObjectNode told) {
        return !sameName(stored, told) && !sameBirth(stored, told);
    }

    /** Or not told. */
    private static boolean sameName(ObjectNode stored, ObjectNode told) {
        Set<String> names = new HashSet<>(names(stored).toList());
        String name = name(told);
        return names.isEmpty() || name.isEmpty() || names.contains(name);
    }

    private static boolean sameBirth(ObjectNode stored, ObjectNode told) {
        String born = stored.path("birthDate").asString("");
        String toldBorn = told.path("birthDate").asString("");
        return born.isEmpty() || toldBorn.isEmpty() || born.startsWith(toldBorn) || toldBorn.startsWith(born);
    }

    private static String name(ObjectNode patient) {
        return names(patient).findFirst().orElse("");
    }

    private static Stream<String> names(ObjectNode patient) {
        return patient.path("name")
                .valueStream()
                .map(name -> name.path("text").asString("").replaceAll("[\\s·•・]+", ""))
                .filter(name -> !name.isEmpty());
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

    private static Problem other() {
        return new Problem(
                Kind.CONFLICT,
                "intake.document-patient-other",
                "The patient number of the document is another person's.",
                "Who bears the number has another name and another birth date; nothing was stored.",
                "Correct the number, or the name and the birth date, and send the document again.",
                List.of("recordTarget/patientRole/id"));
    }
}
