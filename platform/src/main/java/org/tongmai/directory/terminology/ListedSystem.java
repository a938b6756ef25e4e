package org.tongmai.directory.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A code system with its supplements.
 *
 * @param supplements tables that add designations and properties to concepts of this one
 * @see <a href="http://hl7.org/fhir/R4/codesystem.html#supplements">FHIR R4 code system supplements</a>
 */
record ListedSystem(ConceptTable table, List<ConceptTable> supplements) implements CodeSystem {

    ListedSystem {
        supplements = List.copyOf(supplements);
    }

    @Override
    public String url() {
        return table.header().path("url").asString("");
    }

    @Override
    public @Nullable String version() {
        return Coding.text(table.header(), "version");
    }

    @Override
    public String title() {
        String title = table.header().path("title").asString("");
        return title.isEmpty() ? table.header().path("name").asString(url()) : title;
    }

    /** All concepts are there: a code that is not found does not exist. */
    boolean complete() {
        return table.header().path("content").asString("complete").equals("complete");
    }

    @Override
    public boolean contains(String code) {
        return table.find(code) >= 0;
    }

    @Override
    public Optional<String> display(String code, @Nullable String language) {
        int concept = table.find(code);
        return concept < 0 ? Optional.empty() : Optional.ofNullable(display(concept, language));
    }

    /** The text of a concept in a language, else its own; a concept without display has its code for text. */
    @Nullable
    String display(int concept, @Nullable String language) {
        String own = table.display(concept);
        if (language == null || own != null && Designation.serves(Coding.text(table.header(), "language"), language)) {
            return own;
        }
        return designations(concept).stream()
                .filter(each -> Designation.serves(each.language(), language))
                .map(Designation::value)
                .findFirst()
                .orElse(own);
    }

    /** Those of the system and then those of its supplements. */
    List<Designation> designations(int concept) {
        var out = new ArrayList<Designation>();
        for (JsonNode designation : table.more(concept).path("designation")) {
            out.add(Designation.of(designation));
        }
        supplemented(concept, (supplement, number) -> {
            String display = supplement.display(number);
            if (display != null && supplement.header().has("language")) {
                out.add(new Designation(supplement.header().path("language").asString(""), null, display));
            }
            for (JsonNode designation : supplement.more(number).path("designation")) {
                out.add(Designation.of(designation));
            }
        });
        return out;
    }

    /** The property nodes, {@code code} and {@code value[x]}. */
    List<JsonNode> properties(int concept) {
        var out = new ArrayList<JsonNode>();
        table.more(concept).path("property").forEach(out::add);
        supplemented(
                concept,
                (supplement, number) -> supplement.more(number).path("property").forEach(out::add));
        return out;
    }

    /** Each value of a property as text: of those that FHIR defines for every system, and of the system's own. */
    void values(int concept, String property, Consumer<String> sink) {
        switch (property) {
            case "code", "concept" -> sink.accept(table.code(concept));
            case "display" -> {
                String display = table.display(concept);
                if (display != null) {
                    sink.accept(display);
                }
            }
            case "definition" -> {
                String definition = table.more(concept).path("definition").asString("");
                if (!definition.isEmpty()) {
                    sink.accept(definition);
                }
            }
            case "parent" -> codes(table.parents().of(concept), sink);
            case "child" -> codes(table.children().of(concept), sink);
            case "inactive" -> sink.accept(String.valueOf(table.inactive(concept)));
            case "notSelectable" -> sink.accept(String.valueOf(table.isAbstract(concept)));
            default -> {
                for (JsonNode each : properties(concept)) {
                    if (each.path("code").asString("").equals(property)) {
                        sink.accept(value(each));
                    }
                }
            }
        }
    }

    private void codes(int[] concepts, Consumer<String> sink) {
        for (int each : concepts) {
            sink.accept(table.code(each));
        }
    }

    private static String value(JsonNode property) {
        return property.propertyStream()
                .filter(member -> member.getKey().startsWith("value"))
                .map(member -> member.getValue() instanceof ObjectNode coding
                        ? coding.path("code").asString("")
                        : member.getValue().asString(""))
                .findFirst()
                .orElse("");
    }

    private interface Found {
        void in(ConceptTable supplement, int concept);
    }

    private void supplemented(int concept, Found found) {
        if (!supplements.isEmpty()) {
            String code = table.code(concept);
            for (ConceptTable supplement : supplements) {
                int number = supplement.find(code);
                if (number >= 0) {
                    found.in(supplement, number);
                }
            }
        }
    }
}
