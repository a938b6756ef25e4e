package org.tongmai.intake.hl7v2;

import java.util.List;
import java.util.Set;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * ADT^A40 (and the older A18 and A34, and A47): the institution says that two of its patient numbers are one patient, that of PID-3 from now on. The other one's
 * Patient stays with all that is filed under it, is no longer active and says by whom it is replaced. Who stays was not given up
 * itself: so no merge leads back to where another one began.
 *
 * @see <a href="https://profiles.ihe.net/ITI/TF/Volume2/ITI-8.html">IHE ITI-8, section 3.8.4.2</a>
 */
final class PatientMergeMapping {

    /** That a patient was given up has an age of its own: what is told of the patient meanwhile says nothing of it. */
    private static final String MERGED = "/merged";

    private final Source source;
    private final PatientMapping patients;

    PatientMergeMapping(Source source, PatientMapping patients) {
        this.source = source;
        this.patients = patients;
    }

    /** @param survivor of PID */
    Entry replaced(Hl7v2Message message, Entry survivor) {
        List<Segment> all = message.all("MRG").toList();
        if (all.size() != 1) {
            throw missing();
        }
        List<Field> numbers = all.getFirst().fields(1);
        if (numbers.isEmpty()) {
            throw missing();
        }
        String prior =
                patients.own(numbers).orElseThrow(PatientMergeMapping::notYours).text(1);
        if (survivor.key().equals("patient/" + prior)) {
            throw same();
        }
        ObjectNode patient = Fhir.resource("Patient").put("active", false);
        ObjectNode usual = Json.object().put("use", "usual");
        usual.set("type", Fhir.concept(Fhir.hl7("v2-0203", "MR")));
        Fhir.add(
                patient,
                "identifier",
                usual.put("system", source.system("patient")).put("value", prior));
        ObjectNode link = Json.object();
        link.set("other", Fhir.reference(survivor.address()));
        Fhir.add(patient, "link", link.put("type", "replaced-by"));
        return new Entry(
                patient, source.urn("patient", prior), Write.BY_IDENTIFIER, "patient/" + prior + MERGED, Set.of());
    }

    private static Problem missing() {
        return new Problem(
                Kind.INVALID,
                "intake.prior-patient-missing",
                "The message does not say which patient number is given up.",
                "A merge is about two numbers of one institution: PID-3 stays, MRG-1 goes.",
                "Send one MRG with the number that goes in MRG-1.",
                List.of("MRG-1"));
    }

    private static Problem notYours() {
        return new Problem(
                Kind.FORBIDDEN,
                "intake.prior-patient-not-yours",
                "MRG-1 holds no patient number of the sending institution.",
                "An institution merges its own patients; who is one person across institutions is for the person index.",
                "Send the own number in MRG-1, and ask a steward where another institution's patient is the same person.",
                List.of("MRG-1"));
    }

    private static Problem same() {
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.prior-patient-same",
                "PID-3 and MRG-1 hold the same patient number.",
                "A number that stays cannot be the one that goes.",
                "Send the number that stays in PID-3 and the one that goes in MRG-1.",
                List.of("MRG-1", "PID-3"));
    }

    /** The refusal of a number that stays and was given up before. */
    static Problem survivorReplaced() {
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.surviving-patient-replaced",
                "The number that is to stay, in PID-3, was itself given up in an earlier merge.",
                "Each of two numbers would say that the other one holds, and the patient would be found under neither.",
                "Send the number that holds now in PID-3. Was the earlier merge wrong, then undo it first: docs/intake.md, Undo a merge.",
                List.of("PID-3"));
    }

    /** The refusal of a number that nobody sent before. */
    static Problem unknown() {
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.prior-patient-unknown",
                "No patient of the sending institution bears the number in MRG-1.",
                "What is given up must have been there: else a wrong number would be given up, and the duplicate would stay.",
                "Correct MRG-1; or send the registration of that number first and run this message again.",
                List.of("MRG-1"));
    }
}
