package org.tongmai.directory.terminology;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes out what a value set contains, as a ValueSet resource with an expansion. */
final class Expansion {

    /** Codes in one answer. */
    static final int CODES_MAX = 10_000;

    private static final List<String> DEFINITION = List.of("compose", "text", "contained");

    private final ObjectNode valueSet;
    private final Members members;
    private final Expand how;
    private final List<String> words;
    private long total;
    private int shown;

    Expansion(ObjectNode valueSet, Members members, Expand how) {
        this.valueSet = valueSet;
        this.members = members;
        this.how = how;
        this.words = Stream.of(how.filter().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    ObjectNode at(Instant now) {
        if (!members.unknown().isEmpty()) {
            throw Refusals.codeSystemUnknown(members.unknown().iterator().next().toString());
        }
        if (!members.open().isEmpty()) {
            throw Refusals.unbounded(members.open().getFirst().system().url());
        }
        if (!how.includeDefinition()) {
            valueSet.remove(DEFINITION);
        }
        ObjectNode expansion =
                Json.object().put("identifier", "urn:uuid:" + UUID.randomUUID()).put("timestamp", now.toString());
        ArrayNode contains = Json.mapper().createArrayNode();
        for (Part part : members.parts()) {
            part.each(concept -> {
                if (matches(part, concept)) {
                    show(part, concept, contains);
                }
            });
        }
        if (how.count() == null && total > CODES_MAX) {
            throw Refusals.tooLarge(total, CODES_MAX);
        }
        expansion.put("total", total);
        if (how.offset() > 0 || how.count() != null) {
            expansion.put("offset", how.offset());
        }
        ArrayNode parameters = Json.mapper().createArrayNode();
        parameters(parameters);
        if (!parameters.isEmpty()) {
            expansion.set("parameter", parameters);
        }
        if (!contains.isEmpty()) {
            expansion.set("contains", contains);
        }
        valueSet.set("expansion", expansion);
        return valueSet;
    }

    private void show(Part part, int concept, ArrayNode contains) {
        Integer asked = how.count();
        int limit = Math.min(asked == null ? CODES_MAX : asked, CODES_MAX);
        if (total++ >= how.offset() && shown < limit) {
            shown++;
            write(part, concept, contains.addObject());
        }
    }

    private boolean matches(Part part, int concept) {
        ConceptTable table = part.system().table();
        if (how.activeOnly() && table.inactive(concept) || how.excludeNotForUI() && table.isAbstract(concept)) {
            return false;
        }
        return words.isEmpty() || mentioned(part, concept);
    }

    private boolean mentioned(Part part, int concept) {
        ConceptTable table = part.system().table();
        JsonNode own = part.own().get(concept);
        if (own == null && part.system().supplements().isEmpty() && !table.mentions(concept, words)) {
            return false;
        }
        var text = new StringBuilder(table.code(concept)).append('\n').append(table.display(concept));
        designations(part, concept).forEach(each -> text.append('\n').append(each.value()));
        if (own != null) {
            text.append('\n').append(own.path("display").asString(""));
        }
        String folded = text.toString().toLowerCase(Locale.ROOT);
        return words.stream().allMatch(folded::contains);
    }

    private void write(Part part, int concept, ObjectNode out) {
        ListedSystem system = part.system();
        out.put("system", system.url());
        if (system.table().isAbstract(concept)) {
            out.put("abstract", true);
        }
        if (system.table().inactive(concept)) {
            out.put("inactive", true);
        }
        if (system.version() != null) {
            out.put("version", system.version());
        }
        out.put("code", system.table().code(concept));
        String display = display(part, concept, how.displayLanguage());
        if (display != null) {
            out.put("display", display);
        }
        if (how.includeDesignations()) {
            List<Designation> wanted =
                    designations(part, concept).stream().filter(this::wanted).toList();
            if (!wanted.isEmpty()) {
                ArrayNode designations = out.putArray("designation");
                wanted.forEach(each -> write(each, designations.addObject()));
            }
        }
    }

    /** The value set's own words come before those of the code system. */
    static @Nullable String display(Part part, int concept, @Nullable String language) {
        JsonNode own = part.own().get(concept);
        if (own == null) {
            return part.system().display(concept, language);
        }
        if (language != null) {
            for (JsonNode each : own.path("designation")) {
                Designation designation = Designation.of(each);
                if (Designation.serves(designation.language(), language)) {
                    return designation.value();
                }
            }
            String system = part.system().display(concept, language);
            if (system != null && !system.equals(part.system().table().display(concept))) {
                return system;
            }
        }
        String display = own.path("display").asString("");
        return display.isEmpty() ? part.system().display(concept, language) : display;
    }

    static List<Designation> designations(Part part, int concept) {
        var out = new ArrayList<Designation>();
        JsonNode own = part.own().get(concept);
        if (own != null) {
            own.path("designation").forEach(each -> out.add(Designation.of(each)));
        }
        out.addAll(part.system().designations(concept));
        return out;
    }

    private boolean wanted(Designation designation) {
        return how.designations().isEmpty()
                || how.designations().stream().anyMatch(asked -> {
                    Canonical token = Canonical.of(asked);
                    JsonNode use = designation.use();
                    return token.version() == null
                            ? Designation.serves(designation.language(), asked)
                            : token.url().equals("urn:ietf:bcp:47")
                                    ? Designation.serves(designation.language(), token.version())
                                    : use != null
                                            && use.path("system").asString("").equals(token.url())
                                            && use.path("code").asString("").equals(token.version());
                });
    }

    static void write(Designation designation, ObjectNode out) {
        if (designation.language() != null) {
            out.put("language", designation.language());
        }
        if (designation.use() != null) {
            out.set("use", designation.use());
        }
        out.put("value", designation.value());
    }

    /** What decided the result, as FHIR wants it told. */
    private void parameters(ArrayNode out) {
        if (!how.filter().isEmpty()) {
            parameter(out, "filter").put("valueString", how.filter());
        }
        if (how.count() != null) {
            parameter(out, "count").put("valueInteger", how.count());
            parameter(out, "offset").put("valueInteger", how.offset());
        }
        if (how.activeOnly()) {
            parameter(out, "activeOnly").put("valueBoolean", true);
        }
        if (how.includeDesignations()) {
            parameter(out, "includeDesignations").put("valueBoolean", true);
        }
        if (how.excludeNotForUI()) {
            parameter(out, "excludeNotForUI").put("valueBoolean", true);
        }
        if (how.displayLanguage() != null) {
            parameter(out, "displayLanguage").put("valueCode", how.displayLanguage());
        }
        for (Map.Entry<String, Map<String, String>> versions : Map.of(
                        "system-version", how.versions().otherwise(),
                        "check-system-version", how.versions().check(),
                        "force-system-version", how.versions().force())
                .entrySet()) {
            versions.getValue()
                    .forEach((url, version) -> parameter(out, versions.getKey()).put("valueUri", url + "|" + version));
        }
        members.parts().stream()
                .map(Part::system)
                .filter(system -> system.version() != null)
                .map(system -> system.url() + "|" + system.version())
                .distinct()
                .forEach(used -> parameter(out, "version").put("valueUri", used));
    }

    private static ObjectNode parameter(ArrayNode out, String name) {
        return out.addObject().put("name", name);
    }
}
