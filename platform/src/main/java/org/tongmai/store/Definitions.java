package org.tongmai.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The elements of FHIR R4, by the path of their parent: {@code Patient}, {@code Patient.contact}, {@code HumanName}.
 *
 * @see <a href="http://hl7.org/fhir/R4/downloads.html">FHIR R4 definitions</a>
 */
public final class Definitions {

    /**
     * One member as it stands in JSON.
     *
     * @param name the JSON member, a choice already spelled out: {@code valueQuantity}
     * @param path where its own children are defined: a data type or a path such as {@code Patient.contact}
     * @param type the FHIR type: {@code Quantity}, {@code code}, {@code BackboneElement}
     * @param many true where JSON holds an array
     * @param required true where at least one must be there; never for choices
     */
    public record Element(String name, String path, String type, boolean many, boolean required) {}

    private static final Map<String, Map<String, Element>> CHILDREN = new HashMap<>();

    /** Elements whose type is open, by parent path and name without {@code [x]}. */
    private static final Map<String, Map<String, List<Element>>> CHOICES = new HashMap<>();

    static {
        lines("/fhir/r4/elements.tsv", Definitions::add);
    }

    private Definitions() {}

    /** The member {@code name} of an element at {@code path}, or null where FHIR has none. */
    public static @Nullable Element child(String path, String name) {
        Map<String, Element> children = CHILDREN.get(path);
        return children == null ? null : children.get(name);
    }

    /** All members of an element at {@code path}; empty for primitives. */
    public static Map<String, Element> children(String path) {
        return CHILDREN.getOrDefault(path, Map.of());
    }

    /** The JSON members that {@code name} stands for: itself, or one for each type of a choice. */
    static List<Element> alternatives(String path, String name) {
        List<Element> choices = CHOICES.getOrDefault(path, Map.of()).get(name);
        if (choices != null) {
            return choices;
        }
        Element only = child(path, name);
        return only == null ? List.of() : List.of(only);
    }

    /** True for types that JSON holds as a string, number or boolean. */
    public static boolean isPrimitive(String type) {
        return !CHILDREN.containsKey(type) && !type.equals("Resource");
    }

    private static void add(String[] cells) {
        String parent = cells[0];
        String name = cells[1];
        boolean many = !cells[3].equals("1");
        boolean required = !cells[2].equals("0");
        Map<String, Element> children = CHILDREN.computeIfAbsent(parent, p -> new LinkedHashMap<>());
        String types = cells[4];
        if (!name.endsWith("[x]")) {
            children.put(name, element(parent, name, types, many, required));
            return;
        }
        String stem = name.substring(0, name.length() - 3);
        var choices = new java.util.ArrayList<Element>();
        for (String type : types.split(",", -1)) {
            String bare = bare(type);
            String spelled = stem + Character.toUpperCase(bare.charAt(0)) + bare.substring(1);
            Element element = element(parent, spelled, type, many, false);
            children.put(spelled, element);
            choices.add(element);
        }
        CHOICES.computeIfAbsent(parent, p -> new HashMap<>()).put(stem, List.copyOf(choices));
    }

    private static Element element(String parent, String name, String type, boolean many, boolean required) {
        if (type.equals("@")) {
            return new Element(name, parent + "." + name, "BackboneElement", many, required);
        }
        if (type.startsWith("#")) {
            return new Element(name, type.substring(1), "BackboneElement", many, required);
        }
        String bare = bare(type);
        return new Element(name, bare, bare, many, required);
    }

    private static String bare(String type) {
        int bracket = type.indexOf('(');
        return bracket < 0 ? type : type.substring(0, bracket);
    }

    /** Feeds each line of a tab-separated resource that is no comment, split into cells. */
    public static void lines(String resource, Consumer<String[]> each) {
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Definitions.class.getResourceAsStream(resource)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    each.accept(line.split("\t", -1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
