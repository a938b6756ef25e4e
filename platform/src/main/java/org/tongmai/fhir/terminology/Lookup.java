package org.tongmai.fhir.terminology;

import java.util.List;
import java.util.Set;
import org.tongmai.access.Callers;
import org.tongmai.directory.terminology.Coding;
import org.tongmai.directory.terminology.Concept;
import org.tongmai.directory.terminology.Designation;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.fhir.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code CodeSystem/$lookup}: what is known of a code.
 *
 * @see <a href="http://hl7.org/fhir/R4/codesystem-operation-lookup.html">FHIR R4 $lookup</a>
 */
final class Lookup implements Operation {

    private static final About ABOUT = new About(
            "lookup",
            "http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup",
            Set.of(Level.TYPE),
            Set.of("CodeSystem"),
            true);

    /** Properties that are told from the hierarchy. */
    private static final Set<String> TOLD = Set.of("parent", "child", "inactive", "notSelectable", "definition");

    private final Terminology terminology;

    Lookup(Terminology terminology) {
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
        List<Coding> codings = inputs.codings("version");
        if (codings.isEmpty() || codings.getFirst().system() == null) {
            throw Inputs.missing("code and system, or coding");
        }
        Concept concept = terminology.now().lookup(codings.getFirst(), inputs.text("displayLanguage"));
        List<String> wanted = call.texts("property");
        var out = new Outputs()
                .text("name", concept.title())
                .text("version", concept.version())
                .text("display", concept.display() == null ? concept.code() : concept.display());
        if (wants(wanted, "designation")) {
            concept.designations().forEach(each -> designation(out, each));
        }
        properties(out, concept, wanted);
        return out.answer();
    }

    private static boolean wants(List<String> wanted, String property) {
        return wanted.isEmpty() || wanted.contains(property);
    }

    private static void designation(Outputs out, Designation designation) {
        ArrayNode parts = out.add("designation").putArray("part");
        if (designation.language() != null) {
            parts.addObject().put("name", "language").put("valueCode", designation.language());
        }
        if (designation.use() != null) {
            parts.addObject().put("name", "use").set("valueCoding", designation.use());
        }
        parts.addObject().put("name", "value").put("valueString", designation.value());
    }

    private static void properties(Outputs out, Concept concept, List<String> wanted) {
        if (concept.definition() != null && wants(wanted, "definition")) {
            property(out, "definition").put("valueString", concept.definition());
        }
        if (wants(wanted, "inactive")) {
            property(out, "inactive").put("valueBoolean", concept.inactive());
        }
        if (concept.isAbstract() && wants(wanted, "notSelectable")) {
            property(out, "notSelectable").put("valueBoolean", true);
        }
        if (wants(wanted, "parent")) {
            concept.parents().forEach(each -> property(out, "parent").put("valueCode", each));
        }
        if (wants(wanted, "child")) {
            concept.children().forEach(each -> property(out, "child").put("valueCode", each));
        }
        for (JsonNode each : concept.properties()) {
            String code = each.path("code").asString("");
            if (!TOLD.contains(code) && wants(wanted, code)) {
                each.propertyStream()
                        .filter(member -> member.getKey().startsWith("value"))
                        .forEach(member -> property(out, code).set(member.getKey(), member.getValue()));
            }
        }
    }

    /** A property entry; answers the part that takes the value. */
    private static ObjectNode property(Outputs out, String code) {
        ArrayNode parts = out.add("property").putArray("part");
        parts.addObject().put("name", "code").put("valueCode", code);
        return parts.addObject().put("name", "value");
    }
}
