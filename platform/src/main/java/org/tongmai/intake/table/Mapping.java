package org.tongmai.intake.table;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the rows of one data set become resources: data, not code. Its format is in {@code docs/reference/table-mapping.md}.
 *
 * @param dataset such as {@code lab-result}
 * @param version what the author calls this state of the mapping
 * @param from the first day on which it holds
 * @param row what a row is called inside the data set: the same name again is the same row
 * @param at the column that tells when a row was last changed; empty where none does
 * @param columns what may stand in a row
 * @param bind header of the file by column name, where the institution has settled it
 * @param empty texts that mean that nothing stands there
 * @param resources what is made of a row, the patient first
 * @param source the document that this was read from
 */
public record Mapping(
        String dataset,
        String version,
        LocalDate from,
        String zh,
        String en,
        String row,
        String at,
        List<Column> columns,
        Map<String, String> bind,
        Set<String> empty,
        List<Making> resources,
        ObjectNode source) {

    /** The only format there is so far. */
    static final int FORMAT = 1;

    private static final int COLUMNS_MAX = 300;

    private static final int RESOURCES_MAX = 30;

    private static final Set<Column.Type> TIMES = Set.of(Column.Type.DATE, Column.Type.TIME, Column.Type.INSTANT);

    /**
     * One resource of a row.
     *
     * @param as what the institution's number of it is called: {@code patient}, {@code visit}, {@code result}, …
     * @param write how it is written
     * @param number template of its number; a row in which that is empty makes none
     * @param age template of what has one age with it
     * @param resource template of the resource
     */
    public record Making(String as, Write write, String number, String age, JsonNode resource) {}

    public Mapping {
        columns = List.copyOf(columns);
        bind = Map.copyOf(bind);
        empty = Set.copyOf(empty);
        resources = List.copyOf(resources);
    }

    /**
     * Reads a mapping.
     *
     * @throws Problem {@code intake.mapping-wrong}
     */
    public static Mapping of(ObjectNode json) {
        if (json.path("format").asInt(0) != FORMAT) {
            throw wrong(
                    "The mapping is of a format that is not known; this node reads format " + FORMAT + ".", "format");
        }
        Map<String, Map<String, String>> tables = tables(json.path("tables"));
        List<Column> columns = json.path("columns")
                .valueStream()
                .map(each -> Column.of(each, tables))
                .toList();
        Set<String> names = new HashSet<>();
        columns.forEach(each -> {
            if (!names.add(each.name())) {
                throw wrong("Two columns bear the name " + each.name() + ".", each.name());
            }
        });
        List<Making> resources = new ArrayList<>();
        json.path("resources").forEach(each -> resources.add(making(each)));
        Mapping mapping = new Mapping(
                text(json, "dataset"),
                text(json, "version"),
                day(json),
                json.path("zh").asString(text(json, "dataset")),
                json.path("en").asString(text(json, "dataset")),
                text(json, "row"),
                json.path("at").asString(""),
                columns,
                texts(json.path("bind")),
                new HashSet<>(json.path("empty")
                        .valueStream()
                        .map(e -> e.asString(""))
                        .toList()),
                resources,
                json);
        mapping.require(names);
        return mapping;
    }

    private void require(Set<String> names) {
        if (!dataset.matches("[a-z][a-z0-9-]{1,49}")) {
            throw wrong("The data set has no name of small letters, digits and hyphens.", "dataset");
        }
        if (columns.isEmpty() || columns.size() > COLUMNS_MAX || resources.size() > RESOURCES_MAX) {
            throw wrong(
                    "A mapping has 1 to " + COLUMNS_MAX + " columns and at most " + RESOURCES_MAX + " resources.",
                    "columns");
        }
        if (resources.isEmpty() || !resources.getFirst().as().equals("patient")) {
            throw wrong("The first resource is the patient.", "resources");
        }
        Set<String> known = new HashSet<>(names);
        resources.forEach(each -> known.add("@" + each.as()));
        Set<String> asked = new HashSet<>(Template.asked(row));
        resources.forEach(each -> {
            asked.addAll(Template.asked(each.number()));
            asked.addAll(Template.asked(each.age()));
            asked.addAll(Template.asked(each.resource()));
        });
        if (!at.isEmpty()) {
            asked.add(at);
        }
        requireTime();
        requirePatient();
        asked.stream().filter(each -> !known.contains(each)).findFirst().ifPresent(each -> {
            throw wrong("The mapping speaks of {" + each + "}, and there is no such column or resource.", each);
        });
    }

    private void requireTime() {
        boolean time =
                columns.stream().filter(each -> each.name().equals(at)).allMatch(each -> TIMES.contains(each.type()));
        if (!time) {
            throw wrong("The column that tells when a row was changed is no date, time or instant.", at);
        }
    }

    /** A row without its patient's number belongs to nobody. */
    private void requirePatient() {
        List<String> asked = Template.asked(resources.getFirst().number());
        columns.stream()
                .filter(each -> asked.contains(each.name()) && !each.required())
                .findFirst()
                .ifPresent(each -> {
                    throw wrong(
                            "The column " + each.name() + " is part of the patient's number and not required.",
                            each.name());
                });
    }

    private static Making making(JsonNode json) {
        String as = text(json, "as");
        String write = text(json, "write");
        if (!json.path("resource").path("resourceType").isString()) {
            throw wrong("The resource " + as + " has no resourceType.", as);
        }
        return new Making(
                as,
                switch (write) {
                    case "register" -> Write.BY_IDENTIFIER;
                    case "mention" -> Write.UNLESS_PRESENT;
                    case "state" -> Write.BY_ID;
                    default -> throw wrong("A resource is written as register, mention or state.", as);
                },
                text(json, "number"),
                json.path("age").asString(as + "/" + text(json, "number")),
                json.get("resource"));
    }

    /** Header of the file by column name: what the institution settled, else the first header that bears one of its names. */
    public Map<String, String> bound(List<String> headers) {
        Map<String, String> bound = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (Column column : columns) {
            String settled = bind.get(column.name());
            if (settled != null && headers.contains(settled) && taken.add(settled)) {
                bound.put(column.name(), settled);
            }
        }
        for (Column column : columns) {
            if (!bind.containsKey(column.name())) {
                headers.stream()
                        .filter(header -> !taken.contains(header) && column.isCalled(header))
                        .findFirst()
                        .ifPresent(header -> {
                            taken.add(header);
                            bound.put(column.name(), header);
                        });
            }
        }
        return bound;
    }

    /** Required columns that are not among these headers. */
    public List<Column> missing(Map<String, String> bound) {
        return columns.stream()
                .filter(column -> column.required() && !bound.containsKey(column.name()))
                .toList();
    }

    static Problem wrong(String what, String where) {
        return new Problem(
                Kind.INVALID,
                "intake.mapping-wrong",
                what,
                "A mapping is read before it is used, so that no row meets a mistake in it.",
                "Correct the mapping; its format is described in the reference of mappings.",
                List.of(where));
    }

    private static LocalDate day(JsonNode json) {
        try {
            return LocalDate.parse(text(json, "from"));
        } catch (DateTimeException none) {
            throw wrong("from is the first day on which the mapping holds, as YYYY-MM-DD.", "from");
        }
    }

    private static String text(JsonNode json, String name) {
        String text = json.path(name).asString("");
        if (text.isBlank()) {
            throw wrong("The mapping lacks " + name + ".", name);
        }
        return text;
    }

    private static Map<String, Map<String, String>> tables(JsonNode json) {
        Map<String, Map<String, String>> tables = new HashMap<>();
        json.properties().forEach(each -> tables.put(each.getKey(), texts(each.getValue())));
        return tables;
    }

    private static Map<String, String> texts(JsonNode json) {
        Map<String, String> texts = new LinkedHashMap<>();
        json.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asString("")));
        return texts;
    }
}
