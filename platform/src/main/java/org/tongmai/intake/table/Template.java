package org.tongmai.intake.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A piece of JSON with places for values: {@code {column}}, {@code {column.part}}, {@code {@resource}}, {@code {system:name}}
 * and {@code {organization}}. An element whose places all stay empty is left out with everything in it that is fixed.
 */
final class Template {

    private static final Pattern PLACE = Pattern.compile("\\{(@?[a-z][A-Za-z0-9_.:/-]*)}");

    /** An element that is the one or the other: {@code {"if": "{column}", "then": …, "else": …}}. */
    private static final String IF = "if";

    private Template() {}

    /** What came of a piece (null where nothing did), whether it had places, and whether one of them was filled. */
    private record Filled(@Nullable JsonNode node, boolean asked, boolean filled) {}

    /** The names of columns and resources that a template speaks of. */
    static List<String> asked(JsonNode template) {
        return template.isString()
                ? asked(template.asString())
                : template.valueStream().flatMap(each -> asked(each).stream()).toList();
    }

    static List<String> asked(String text) {
        List<String> asked = new ArrayList<>();
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            String name = places.group(1);
            if (!fixed(name)) {
                int part = name.indexOf('.');
                asked.add(part < 0 ? name : name.substring(0, part));
            }
        }
        return asked;
    }

    /** A text with its places filled; empty where one of them is. */
    static String text(String template, Function<String, @Nullable JsonNode> values) {
        Filled filled = string(template, values);
        return filled.node() == null ? "" : filled.node().asString("");
    }

    /** An object with its places filled. */
    static ObjectNode object(JsonNode template, Function<String, @Nullable JsonNode> values) {
        return fill(template, values).node() instanceof ObjectNode object ? object : Json.object();
    }

    private static boolean fixed(String name) {
        return name.startsWith("system:") || name.equals("organization");
    }

    private static Filled fill(JsonNode template, Function<String, @Nullable JsonNode> values) {
        if (template.isString()) {
            return string(template.asString(), values);
        }
        if (template instanceof ArrayNode list) {
            return list(list, values);
        }
        if (template instanceof ObjectNode object) {
            return object.has(IF) ? either(object, values) : members(object, values);
        }
        return new Filled(template, false, false);
    }

    private static Filled either(ObjectNode object, Function<String, @Nullable JsonNode> values) {
        boolean holds = !text(object.path(IF).asString(""), values).isEmpty();
        JsonNode chosen = object.get(holds ? "then" : "else");
        return chosen == null ? new Filled(null, true, false) : fill(chosen, values);
    }

    private static Filled members(ObjectNode object, Function<String, @Nullable JsonNode> values) {
        ObjectNode made = Json.object();
        boolean asked = false;
        boolean filled = false;
        for (var member : object.properties()) {
            Filled each = fill(member.getValue(), values);
            asked |= each.asked();
            filled |= each.filled();
            if (each.node() != null) {
                made.set(member.getKey(), each.node());
            }
        }
        return asked && !filled ? new Filled(null, true, false) : new Filled(made, asked, filled);
    }

    private static Filled list(ArrayNode list, Function<String, @Nullable JsonNode> values) {
        List<Filled> all = list.valueStream().map(each -> fill(each, values)).toList();
        ArrayNode made = Json.mapper().createArrayNode();
        all.stream().flatMap(each -> Stream.ofNullable(each.node())).forEach(made::add);
        boolean asked = all.stream().anyMatch(Filled::asked);
        boolean filled = all.stream().anyMatch(Filled::filled);
        return made.isEmpty() ? new Filled(null, asked, false) : new Filled(made, asked, filled);
    }

    private static Filled string(String text, Function<String, @Nullable JsonNode> values) {
        Matcher places = PLACE.matcher(text);
        if (!places.find()) {
            return new Filled(StringNode.valueOf(text), false, false);
        }
        if (places.start() == 0 && places.end() == text.length()) {
            boolean fixed = fixed(places.group(1));
            JsonNode value = values.apply(places.group(1));
            return new Filled(value, !fixed, !fixed && value != null);
        }
        StringBuilder made = new StringBuilder();
        int from = 0;
        boolean asked = false;
        do {
            JsonNode value = values.apply(places.group(1));
            asked |= !fixed(places.group(1));
            if (value == null) {
                return new Filled(null, true, false);
            }
            made.append(text, from, places.start()).append(value.asString(""));
            from = places.end();
        } while (places.find());
        made.append(text, from, text.length());
        return new Filled(StringNode.valueOf(made.toString()), asked, asked);
    }
}
