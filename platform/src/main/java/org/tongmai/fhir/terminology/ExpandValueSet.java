package org.tongmai.fhir.terminology;

import java.util.Set;
import org.tongmai.access.Callers;
import org.tongmai.directory.terminology.Expand;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.directory.terminology.Which;
import org.tongmai.fhir.Operation;
import org.tongmai.store.Json;

/**
 * {@code ValueSet/$expand}: the codes of a value set.
 *
 * @see <a href="http://hl7.org/fhir/R4/valueset-operation-expand.html">FHIR R4 $expand</a>
 */
final class ExpandValueSet implements Operation {

    private static final About ABOUT = new About(
            "expand",
            "http://hl7.org/fhir/OperationDefinition/ValueSet-expand",
            Set.of(Level.TYPE, Level.INSTANCE),
            Set.of("ValueSet"),
            true);

    private final Terminology terminology;

    ExpandValueSet(Terminology terminology) {
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
        inputs.refuse("context", "contextDirection", "date", "exclude-system");
        Which valueSet = inputs.which("ValueSet", "valueSet", "url", "valueSetVersion");
        if (valueSet == null) {
            throw Inputs.missing("url, or valueSet");
        }
        Integer offset = call.number("offset");
        var how = new Expand(
                inputs.text("filter", ""),
                offset == null ? 0 : offset,
                call.number("count"),
                call.flag("activeOnly"),
                call.flag("includeDesignations"),
                call.texts("designation"),
                inputs.text("displayLanguage"),
                call.flag("includeDefinition"),
                call.flag("excludeNotForUI"),
                inputs.versions());
        return Answer.ok(Json.bytes(terminology.now().expand(valueSet, how)));
    }
}
