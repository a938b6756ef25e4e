package org.tongmai.intake.table;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One column that a mapping knows.
 *
 * @param name by which the rest of the mapping speaks of it
 * @param zh what it is called in Chinese
 * @param en what it is called in English
 * @param called other names that columns of files bear
 * @param element identifier of the data element in WS/T 363; empty where it has none
 * @param type how its texts are read
 * @param required whether a row without it is refused
 * @param length most characters; 0 for any number
 * @param table code by what stands in the file, for {@link Type#CODE}; {@code *} is what all else means
 * @param least smallest number; null for any
 * @param most largest number; null for any
 * @param otherwise what an empty cell means; empty for nothing
 */
public record Column(
        String name,
        String zh,
        String en,
        List<String> called,
        String element,
        Type type,
        boolean required,
        int length,
        Map<String, String> table,
        @Nullable BigDecimal least,
        @Nullable BigDecimal most,
        String otherwise) {

    /** How the texts of a column are read. */
    public enum Type {
        /** As they stand. */
        TEXT,
        /** A decimal number; separators of thousands and full-width digits are read too. */
        NUMBER,
        /** A day. */
        DATE,
        /** A day, or a moment in the zone of the province. */
        TIME,
        /** A moment; a day alone is its beginning. */
        INSTANT,
        /** A code, translated by the column's table. */
        CODE,
        /** A number with or without a comparator, else words: parts value, comparator, text. */
        RESULT,
        /** A unit: part ucum is its code of UCUM, where it may be one. */
        UNIT,
        /** A reference range such as 3.9-6.1. */
        RANGE,
        /** A text as the content of an attachment, base64. */
        DOCUMENT
    }

    public Column {
        called = List.copyOf(called);
        table = Map.copyOf(table);
    }

    static Column of(JsonNode json, Map<String, Map<String, String>> tables) {
        String name = json.path("name").asString("");
        String table = json.path("table").asString("");
        if (!name.matches("[a-z][a-z0-9_]{0,49}")) {
            throw Mapping.wrong("The column " + name + " has no name of small letters, digits and underscores.", name);
        }
        if (!table.isEmpty() && !tables.containsKey(table)) {
            throw Mapping.wrong("The column " + name + " names a table that is not there.", name);
        }
        return new Column(
                name,
                json.path("zh").asString(name),
                json.path("en").asString(name),
                json.path("called").valueStream().map(each -> each.asString("")).toList(),
                json.path("element").asString(""),
                type(json.path("type").asString("text"), name),
                json.path("required").asBoolean(false),
                json.path("length").asInt(0),
                tables.getOrDefault(table, Map.of()),
                json.has("least") ? json.get("least").decimalValue() : null,
                json.has("most") ? json.get("most").decimalValue() : null,
                json.path("otherwise").asString(""));
    }

    private static Type type(String word, String column) {
        try {
            return Type.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw Mapping.wrong("The column " + column + " has a type that is not known.", column);
        }
    }

    /** Whether a column of a file bears one of its names; letter case, blanks and punctuation do not count. */
    boolean isCalled(String header) {
        String said = plain(header);
        return said.equals(plain(name))
                || said.equals(plain(zh))
                || said.equals(plain(en))
                || (!element.isEmpty() && said.equals(plain(element)))
                || called.stream().anyMatch(each -> said.equals(plain(each)));
    }

    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\p{Punct}\\s_（）·]", "");
    }
}
