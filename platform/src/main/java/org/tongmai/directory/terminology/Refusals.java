package org.tongmai.directory.terminology;

import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** The refusals of this package, each in one place. */
final class Refusals {

    private Refusals() {}

    static Problem valueSetUnknown(String which) {
        return new Problem(
                Kind.NOT_FOUND,
                "directory.value-set-unknown",
                "The value set " + shown(which) + " is not known here.",
                "Known are the ValueSet resources of this server, those of FHIR R4 and HL7, and the implicit ones of code"
                        + " systems.",
                "Post the ValueSet, or check its canonical URL and version.");
    }

    static Problem codeSystemUnknown(String which) {
        return new Problem(
                Kind.NOT_FOUND,
                "directory.code-system-unknown",
                "The code system " + shown(which) + " is not known here.",
                "Known are the CodeSystem resources of this server, those of FHIR R4 and HL7, UCUM, BCP-47, BCP-13, ISO"
                        + " 3166 and ISO 4217.",
                "Post the CodeSystem with its concepts, or check its canonical URL and version.");
    }

    static Problem conceptMapUnknown(String which) {
        return new Problem(
                Kind.NOT_FOUND,
                "directory.concept-map-unknown",
                "The concept map " + shown(which) + " is not known here.",
                "Known are the ConceptMap resources of this server.",
                "Post the ConceptMap, or check its canonical URL and version.");
    }

    static Problem codeUnknown(String code, String system) {
        return new Problem(
                Kind.NOT_FOUND,
                "directory.code-unknown",
                "The code '" + shown(code) + "' is not in " + shown(system) + ".",
                "The code system has no concept of this code in the version asked.",
                "Check the code, its case, and the version.");
    }

    static Problem cycle(String which) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "directory.value-set-cycle",
                "The value set " + shown(which) + " contains itself.",
                "A chain of compose.include.valueSet leads back to it, or is longer than " + ValueSetCompiler.DEPTH_MAX
                        + ".",
                "Break the chain.");
    }

    static Problem tooLarge(long size, int limit) {
        return new Problem(
                Kind.TOO_LARGE,
                "directory.expansion-too-large",
                "The expansion has " + size + " codes, more than the " + limit + " that are listed at once.",
                "An answer is held in memory while it is made.",
                "Page with count and offset, or narrow with filter.");
    }

    static Problem unbounded(String system) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "directory.expansion-unbounded",
                "The value set contains all of " + shown(system) + ", which cannot be listed.",
                "The codes of this system are made by a grammar.",
                "Use $validate-code, or a value set that lists the codes in use.");
    }

    static Problem filter(String why) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "directory.filter-unsupported",
                "A filter of the value set cannot be applied.",
                why,
                "See docs/terminology.md for the filters that are.");
    }

    static Problem expression() {
        return new Problem(
                Kind.UNPROCESSABLE,
                "directory.expression-too-costly",
                "A regular expression of the value set takes too long.",
                "Its matching is bounded, because some expressions take exponential time.",
                "Write it without nested repetition.");
    }

    static Problem costly() {
        return new Problem(
                Kind.UNPROCESSABLE,
                "directory.question-too-costly",
                "The answer takes too much work.",
                "The value sets, filters or concept maps that it goes through are too many, or lead through each other"
                        + " too often.",
                "Narrow the definition: fewer includes and filters, each value set included once; ask for one map and"
                        + " fewer codes at a time.");
    }

    static Problem version(String system, String has, String wanted) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "directory.version-differs",
                "The value set uses " + shown(system) + " in version " + shown(has) + ".",
                "check-system-version asks for " + shown(wanted) + ".",
                "Ask with force-system-version to use that version all the same.");
    }

    static Problem malformed(String why) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "directory.definition-wrong",
                "A terminology resource cannot be used.",
                why,
                "Correct the resource.");
    }

    /** What a client sent, cut so that a refusal stays short. */
    private static String shown(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
