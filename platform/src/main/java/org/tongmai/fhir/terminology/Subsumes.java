package org.tongmai.fhir.terminology;

import java.util.Set;
import org.tongmai.access.Callers;
import org.tongmai.directory.terminology.Coding;
import org.tongmai.directory.terminology.Subsumption;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.directory.terminology.Which;
import org.tongmai.fhir.Operation;

/**
 * {@code CodeSystem/$subsumes}: how two codes of a system relate.
 *
 * @see <a href="http://hl7.org/fhir/R4/codesystem-operation-subsumes.html">FHIR R4 $subsumes</a>
 */
final class Subsumes implements Operation {

    private static final About ABOUT = new About(
            "subsumes",
            "http://hl7.org/fhir/OperationDefinition/CodeSystem-subsumes",
            Set.of(Level.TYPE, Level.INSTANCE),
            Set.of("CodeSystem"),
            true);

    private final Terminology terminology;

    Subsumes(Terminology terminology) {
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
        Coding a = code(inputs, "A");
        Coding b = code(inputs, "B");
        String system = a.system() == null ? b.system() : a.system();
        Which which;
        if (call.id() != null) {
            which = new Which.Stored(call.id());
        } else if (system != null && (b.system() == null || system.equals(b.system()))) {
            which = Which.url(system);
        } else {
            throw Inputs.missing("system, the same for both codes");
        }
        String version = a.version() == null ? b.version() : a.version();
        Subsumption outcome = terminology.now().subsumes(which, version, a.code(), b.code());
        var out = new Outputs();
        out.add("outcome").put("valueCode", outcome.code());
        return out.answer();
    }

    private static Coding code(Inputs inputs, String which) {
        Coding coding = inputs.coding("coding" + which);
        if (coding != null) {
            return coding;
        }
        String code = inputs.text("code" + which);
        if (code == null) {
            throw Inputs.missing("code" + which + " or coding" + which);
        }
        return new Coding(inputs.text("system"), inputs.text("version"), code, null);
    }
}
