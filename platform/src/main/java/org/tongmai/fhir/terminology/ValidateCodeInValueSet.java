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

    private final Terminology terminology;

    ValidateCodeInValueSet(Terminology terminology) {
        this.terminology = terminology;
    }

    @Override
    public String name() {
        return "validate-code";
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE, Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("ValueSet");
    }

    @Override
    public boolean readOnly() {
        return true;
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
                .validate(
                        valueSet, codings, inputs.text("displayLanguage"), inputs.flag("abstract"), inputs.versions()));
    }
}
