package org.tongmai.directory.terminology;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The concepts of one CodeSystem resource in the order of their definition, in arrays: some 100 bytes for each.
 *
 * @see <a href="http://hl7.org/fhir/R4/codesystem.html">FHIR R4 CodeSystem</a>
 */
final class ConceptTable {

    /** Concepts of one system; beyond, a terminology server of its own is the place. */
    static final int CONCEPTS_MAX = 1_000_000;

    private static final Set<String> GONE = Set.of("retired", "inactive", "withdrawn");

    private final ObjectNode header;
    private final int size;
    private final Texts codes;
    private final Texts displays;
    private final Texts more;
    private final CodeIndex index;
    private final Links parents;
    private final Links children;
    private final BitSet inactive;
    private final BitSet abstracts;

    private ConceptTable(Builder builder) {
        this.header = builder.header;
        this.size = builder.size;
        this.codes = builder.codes;
        this.displays = builder.displays;
        this.more = builder.more;
        codes.trim();
        displays.trim();
        more.trim();
        this.index = new CodeIndex(codes, size, header.path("caseSensitive").asBoolean(true));
        builder.resolveNamed(index);
        this.parents = new Links(size, builder.below, builder.above, builder.arrows);
        this.children = new Links(size, builder.above, builder.below, builder.arrows);
        this.inactive = builder.inactive;
        this.abstracts = builder.abstracts;
    }

    /** The resource without its concepts. */
    ObjectNode header() {
        return header;
    }

    int size() {
        return size;
    }

    /** The number of a code, or -1. */
    int find(String code) {
        return index.find(code);
    }

    String code(int concept) {
        return String.valueOf(codes.get(concept));
    }

    @Nullable
    String display(int concept) {
        return displays.get(concept);
    }

    /** Definition, designations, properties and extensions of a concept; empty where it has none. */
    ObjectNode more(int concept) {
        return more.has(concept) ? Json.read(more.bytes(concept)) : Json.object();
    }

    /** Whether all words, in lower case, stand somewhere in what is told of a concept; true may still be too much. */
    boolean mentions(int concept, List<String> words) {
        String text = code(concept) + '\n' + displays.get(concept) + '\n' + more.get(concept);
        String folded = text.toLowerCase(Locale.ROOT);
        return words.stream()
                .allMatch(word -> word.indexOf('"') >= 0 || word.indexOf('\\') >= 0 || folded.contains(word));
    }

    boolean inactive(int concept) {
        return inactive.get(concept);
    }

    boolean isAbstract(int concept) {
        return abstracts.get(concept);
    }

    Links parents() {
        return parents;
    }

    Links children() {
        return children;
    }

    BitSet all() {
        var out = new BitSet(size);
        for (int concept = 0; concept < size; concept++) {
            if (codes.has(concept)) {
                out.set(concept);
            }
        }
        return out;
    }

    /** Bytes of memory. */
    long weight() {
        return codes.weight()
                + displays.weight()
                + more.weight()
                + index.weight()
                + parents.weight()
                + children.weight();
    }

    /** Takes concepts one after the other; a child after its parent. */
    static final class Builder {

        private ObjectNode header = Json.object();
        private int size;
        private final Texts codes = new Texts();
        private final Texts displays = new Texts();
        private final Texts more = new Texts();
        private final BitSet inactive = new BitSet();
        private final BitSet abstracts = new BitSet();
        private int[] below = new int[64];
        private int[] above = new int[64];
        private int arrows;

        /** Parents and children that properties name by code, resolved at the end. */
        private final Texts named = new Texts();

        private int[] namedBy = new int[16];
        private final BitSet namesChild = new BitSet();
        private int names;

        void header(ObjectNode resource) {
            this.header = resource;
        }

        /** Makes room for a concept under {@code parent}, or -1; answers its number. */
        int open(int parent) {
            if (size == CONCEPTS_MAX) {
                throw Refusals.malformed("A code system has at most " + CONCEPTS_MAX + " concepts here.");
            }
            if (parent >= 0) {
                arrow(size, parent);
            }
            return size++;
        }

        void code(int concept, String code) {
            codes.put(concept, code);
        }

        void display(int concept, String display) {
            displays.put(concept, display);
        }

        /** @param rest the concept without code, display and child concepts */
        void more(int concept, ObjectNode rest) {
            for (JsonNode property : rest.path("property")) {
                property(concept, property);
            }
            if (!rest.isEmpty()) {
                more.put(concept, Json.bytes(rest));
            }
        }

        private void property(int concept, JsonNode property) {
            switch (property.path("code").asString("")) {
                case "parent", "subsumedBy" -> name(concept, property, false);
                case "child" -> name(concept, property, true);
                case "inactive" -> inactive.set(concept, yes(property));
                case "notSelectable", "abstract" -> abstracts.set(concept, yes(property));
                case "status" -> {
                    if (GONE.contains(property.path("valueCode").asString(""))) {
                        inactive.set(concept);
                    }
                }
                default -> {
                    // of no consequence to the hierarchy
                }
            }
        }

        private static boolean yes(JsonNode property) {
            return property.path("valueBoolean").asBoolean(false)
                    || property.path("valueCode").asString("").equals("true");
        }

        private void name(int concept, JsonNode property, boolean child) {
            String code = property.has("valueCode")
                    ? property.path("valueCode").asString("")
                    : property.path("valueString").asString("");
            if (code.isEmpty()) {
                return;
            }
            if (names == namedBy.length) {
                namedBy = Arrays.copyOf(namedBy, names * 2);
            }
            namedBy[names] = concept;
            namesChild.set(names, child);
            named.put(names++, code.getBytes(StandardCharsets.UTF_8));
        }

        private void arrow(int from, int to) {
            if (arrows == below.length) {
                below = Arrays.copyOf(below, arrows * 2);
                above = Arrays.copyOf(above, arrows * 2);
            }
            below[arrows] = from;
            above[arrows++] = to;
        }

        private void resolveNamed(CodeIndex index) {
            for (int i = 0; i < names; i++) {
                int other = index.find(String.valueOf(named.get(i)));
                if (other >= 0) {
                    arrow(namesChild.get(i) ? other : namedBy[i], namesChild.get(i) ? namedBy[i] : other);
                }
            }
        }

        ConceptTable build() {
            return new ConceptTable(this);
        }
    }
}
