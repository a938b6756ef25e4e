package org.tongmai.fhir.terminology;

import java.util.List;
import java.util.Set;
import org.tongmai.access.Callers;
import org.tongmai.directory.terminology.Coding;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.directory.terminology.Verdict;
import org.tongmai.directory.terminology.Vocabulary;
import org.tongmai.directory.terminology.Which;
import org.tongmai.fhir.Operation;

/**
 * {@code CodeSystem/$validate-code}: whether a code is one of its system's.
 *
 * @see <a href="http://hl7.org/fhir/R4/codesystem-operation-validate-code.html">FHIR R4 $validate-code</a>
 */
final class ValidateCodeInCodeSystem implements Operation {

    private static final About ABOUT = new About(
            "validate-code",
            "http://hl7.org/fhir/OperationDefinition/CodeSystem-validate-code",
            Set.of(Level.TYPE, Level.INSTANCE),
            Set.of("CodeSystem"),
            true);

    private final Terminology terminology;

    ValidateCodeInCodeSystem(Terminology terminology) {
        this.terminology = terminology;
    }

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer run(Call call) {
        Callers.current();
        var inputs = new Inputs(call);
        inputs.refuse("date");
        Which system = inputs.which("CodeSystem", "codeSystem", "url", "version");
        List<Coding> codings = inputs.codings("version");
        if (codings.isEmpty()) {
            throw Inputs.missing("code, coding or codeableConcept");
        }
        Vocabulary vocabulary = terminology.now();
        Verdict verdict = null;
        for (Coding coding : codings) {
            if (verdict == null || !verdict.valid()) {
                Which of = system != null ? system : named(coding);
                verdict = vocabulary.validate(of, coding, inputs.text("displayLanguage"));
            }
        }
        return Outputs.verdict(java.util.Objects.requireNonNull(verdict));
    }

    private static Which named(Coding coding) {
        if (coding.system() == null) {
            throw Inputs.missing("url, codeSystem or the system of the coding");
        }
        return Which.url(coding.system());
    }
}
