package org.tongmai.fhir;

import java.util.List;
import org.tongmai.kernel.Problem;

/** Why a patch is not carried out, of whichever kind it is. */
final class PatchRefusals {

    private PatchRefusals() {}

    /** @param where the parts of the patch that cannot be understood */
    static Problem unreadable(String why, List<String> where) {
        return new Problem(
                Problem.Kind.INVALID,
                "fhir.patch-unreadable",
                "The patch cannot be read.",
                why,
                "Send a JSON Patch (RFC 6902) as application/json-patch+json, or a FHIRPath Patch"
                        + " (http://hl7.org/fhir/R4/fhirpatch.html).",
                where);
    }

    static Problem pathWrong(String why, List<String> where) {
        return new Problem(
                Problem.Kind.INVALID,
                "fhir.patch-path-wrong",
                "A path of the patch cannot be followed.",
                why,
                "Write the path from the resource's type to the element, such as Patient.contact[0].name.",
                where);
    }

    static Problem notApplicable(String why, List<String> where) {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "fhir.patch-not-applicable",
                "The patch cannot be applied to the resource.",
                why,
                "Read the resource and make the patch anew.",
                where);
    }

    static Problem tooMuch(String bounds) {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "fhir.patch-too-much",
                "The patch does too much.",
                bounds,
                "Split it, or send the whole resource with PUT.");
    }
}
