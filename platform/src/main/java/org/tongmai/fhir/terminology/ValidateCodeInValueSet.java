package org.tongmai.fhir.terminology;

import java.util.List;
import java.util.Set;
import org.tongmai.access.Callers;
import org.tongmai.directory.terminology.Coding;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.directory.terminology.Which;
import org.tongmai.fhir.Operation;

/**
 * {@code ValueSet/$validate-code}: whether a code is in a value set.
 *
 * @see <a href="http://hl7.org/fhir/R4/valueset-operation-validate-code.html">FHIR R4 $validate-code</a>
 */
final class ValidateCodeInValueSet implements Operation {

    private static final About ABOUT = new About(
            "validate-code",
            "http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code",
            Set.of(Level.TYPE, Level.INSTANCE),
            Set.of("ValueSet"),
            true);

    private final Terminology terminology;

    ValidateCodeInValueSet(Terminology terminology) {
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
        inputs.refuse("context", "date");
        Which valueSet = inputs.which("ValueSet", "valueSet", "url", "valueSetVersion");
        List<Coding> codings = inputs.codings("systemVersion");
        if (valueSet == null) {
            throw Inputs.missing("url, or valueSet");
        }
        if (codings.isEmpty()) {
            throw Inputs.missing("code, coding or codeableConcept");
        }
        return Outputs.verdict(terminology
                .now()
                .validate(valueSet, codings, inputs.text("displayLanguage"), call.flag("abstract"), inputs.versions()));
    }
}
