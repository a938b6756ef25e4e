package org.tongmai.fhir.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tongmai.access.Callers;
import org.tongmai.directory.terminology.Coding;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.directory.terminology.Translation;
import org.tongmai.fhir.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * {@code ConceptMap/$translate}: what codes become in another system.
 *
 * @see <a href="http://hl7.org/fhir/R4/conceptmap-operation-translate.html">FHIR R4 $translate</a>
 */
final class Translate implements Operation {

    private static final About ABOUT = new About(
            "translate",
            "http://hl7.org/fhir/OperationDefinition/ConceptMap-translate",
            Set.of(Level.TYPE, Level.INSTANCE),
            Set.of("ConceptMap"),
            true);

    private final Terminology terminology;

    Translate(Terminology terminology) {
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
        if (codings.isEmpty()) {
            throw Inputs.missing("code and system, coding or codeableConcept");
        }
        Translation translation = terminology
                .now()
                .translate(new Translation.Question(
                        inputs.which("ConceptMap", "conceptMap", "url", "conceptMapVersion"),
                        codings,
                        inputs.text("source"),
                        inputs.text("target"),
                        inputs.text("targetsystem"),
                        call.flag("reverse"),
                        dependencies(call)));
        var out = new Outputs().flag("result", translation.found());
        if (!translation.found()) {
            out.text("message", "No concept map known here leads from this code to what was asked for.");
        }
        translation.matches().forEach(match -> match(out, match));
        return out.answer();
    }

    private static void match(Outputs out, Translation.Match match) {
        ArrayNode parts = out.add("match").putArray("part");
        parts.addObject()
                .put("name", "equivalence")
                .put("valueCode", match.equivalence().code());
        if (match.concept() != null) {
            parts.addObject().put("name", "concept").set("valueCoding", Outputs.coding(match.concept()));
        }
        for (JsonNode product : match.products()) {
            ArrayNode inner = parts.addObject().put("name", "product").putArray("part");
            inner.addObject()
                    .put("name", "element")
                    .put("valueUri", product.path("property").asString(""));
            inner.addObject()
                    .put("name", "concept")
                    .set(
                            "valueCoding",
                            Outputs.coding(new Coding(
                                    product.has("system")
                                            ? product.path("system").asString("")
                                            : null,
                                    null,
                                    product.path("value").asString(""),
                                    product.has("display")
                                            ? product.path("display").asString("")
                                            : null)));
        }
        parts.addObject().put("name", "source").put("valueUri", match.map());
    }

    private static List<Translation.Dependency> dependencies(Call call) {
        var out = new ArrayList<Translation.Dependency>();
        for (JsonNode dependency : call.parameters("dependency")) {
            String element = "";
            var codings = new ArrayList<Coding>();
            for (JsonNode part : dependency.path("part")) {
                switch (part.path("name").asString("")) {
                    case "element" -> element = part.path("valueUri").asString("");
                    case "concept" ->
                        part.path("valueCodeableConcept").path("coding").forEach(each -> codings.add(Coding.of(each)));
                    default -> {
                        // not of a dependency
                    }
                }
            }
            for (Coding coding : codings) {
                out.add(new Translation.Dependency(element, coding.system(), coding.code()));
            }
        }
        return out;
    }
}
