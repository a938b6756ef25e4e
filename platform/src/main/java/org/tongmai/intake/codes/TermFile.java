package org.tongmai.intake.codes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.terminology.FhirXml;
import org.tongmai.intake.table.Row;
import org.tongmai.intake.table.RowReader;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a file of terminology: a table of codes, a table that maps one system to another, or FHIR resources. Columns are known by
 * their names, Chinese or English.
 */
final class TermFile {

    /** Bytes of a file. */
    static final int BYTES_MAX = 100_000_000;

    /** Lines at fault that are named; the others are counted. */
    static final int FAULTS_MAX = 1_000;

    private static final int CODE_MAX = 200;

    private static final int NAME_MAX = 1_000;

    private static final Set<String> TYPES = Set.of("CodeSystem", "ValueSet", "ConceptMap");

    /** What a column may be called; the first that the file has counts. */
    @SuppressWarnings("ImmutableEnumChecker") // the lists are unmodifiable
    private enum Column {
        CODE(
                "code",
                "编码",
                "代码",
                "诊断编码",
                "诊断代码",
                "疾病编码",
                "疾病代码",
                "手术编码",
                "手术操作编码",
                "项目编码",
                "项目代码",
                "药品编码",
                "药品代码",
                "单位",
                "loinc_num",
                "主要编码",
                "source_code",
                "源编码",
                "原编码"),
        NAME(
                "name",
                "display",
                "名称",
                "诊断名称",
                "疾病名称",
                "手术名称",
                "手术操作名称",
                "项目名称",
                "药品名称",
                "通用名",
                "long_common_name",
                "source_name",
                "源名称",
                "原名称"),
        ALIAS("alias", "aliases", "别名", "同义词", "英文名", "英文名称", "简称", "缩写"),
        UNIT("unit", "example_ucum_units", "计量单位", "默认单位", "ucum"),
        PARENT("parent", "上级编码", "上级代码", "类目编码"),
        TARGET("target_code", "target", "目标编码", "对应编码", "对照编码", "标准编码", "map_to"),
        TARGET_NAME("target_name", "target_display", "目标名称", "对应名称", "对照名称", "标准名称"),
        EQUIVALENCE("equivalence", "关系", "对应关系");

        private final List<String> names;

        Column(String... names) {
            this.names = List.of(names);
        }
    }

    /** Equivalences as files of the trade write them. */
    private static final Map<String, String> EQUIVALENCES = Map.of(
            "", "equivalent",
            "等同", "equivalent",
            "等价", "equivalent",
            "相同", "equivalent",
            "宽于", "wider",
            "窄于", "narrower",
            "近似", "inexact",
            "无", "unmatched",
            "无对应", "unmatched");

    private TermFile() {}

    /**
     * A line that cannot be read.
     *
     * @param where {@code line:column}
     * @param text what stands there, cut
     */
    record Fault(String where, String what, String text) {}

    /**
     * A concept or a mapping of a table.
     *
     * @param target null for a concept
     */
    record Line(
            String code,
            String name,
            List<String> aliases,
            String unit,
            String parent,
            @Nullable String target,
            String targetName,
            String equivalence) {}

    /**
     * What a file holds.
     *
     * @param lines of a table
     * @param maps whether the table maps
     * @param resources of FHIR
     * @param rows lines in all
     * @param faulty codes of the lines of a table that are at fault
     * @param blind whether a line is at fault whose code cannot be told
     */
    record Read(
            List<Line> lines,
            boolean maps,
            List<ObjectNode> resources,
            List<Fault> faults,
            int rows,
            Set<String> faulty,
            boolean blind) {}

    /** @throws Problem {@code intake.table-unreadable}, {@code intake.terms-unreadable} */
    static Read read(byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            throw unreadable("The file has more than " + BYTES_MAX / 1_000_000 + " MB.");
        }
        String head = new String(bytes, 0, Math.min(bytes.length, 4_000), StandardCharsets.UTF_8)
                .replace("\uFEFF", "")
                .strip();
        if (head.startsWith("<")) {
            return fhir(xml(bytes));
        }
        if (head.startsWith("{") && head.contains("\"resourceType\"")) {
            return fhir(json(bytes));
        }
        return table(bytes);
    }

    // -- FHIR

    private static Read fhir(List<ObjectNode> resources) {
        List<ObjectNode> terms = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        int number = 0;
        for (ObjectNode each : resources) {
            number++;
            String type = each.path("resourceType").asString("");
            if (!TYPES.contains(type)) {
                faults.add(new Fault(number + ":1", "not-terminology", cut(type)));
            } else if (each.path("url").asString("").isEmpty()) {
                faults.add(new Fault(number + ":1", "url-missing", type));
            } else {
                terms.add(each);
            }
        }
        return new Read(List.of(), false, terms, faults, number, Set.of(), false);
    }

    private static List<ObjectNode> json(byte[] bytes) {
        List<ObjectNode> resources = new ArrayList<>();
        try (var nodes = Json.mapper().readerFor(JsonNode.class).<JsonNode>readValues(bytes)) {
            while (nodes.hasNextValue()) {
                take(nodes.nextValue(), resources);
            }
        } catch (RuntimeException broken) {
            throw unreadable("It is no JSON after resource " + resources.size() + ".");
        }
        return resources;
    }

    private static void take(JsonNode node, List<ObjectNode> resources) {
        if (node.path("resourceType").asString("").equals("Bundle")) {
            node.path("entry").forEach(entry -> take(entry.path("resource"), resources));
        } else if (node instanceof ObjectNode resource) {
            resources.add(resource);
        }
    }

    private static List<ObjectNode> xml(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8)
                .replace("\uFEFF", "")
                .replaceFirst("^\\s*<\\?xml[^>]*\\?>", "");
        boolean bundle = text.stripLeading().startsWith("<Bundle");
        String wrapped = bundle ? text : "<Bundle><entry><resource>" + text + "</resource></entry></Bundle>";
        List<ObjectNode> resources = new ArrayList<>();
        try {
            FhirXml.resources(new ByteArrayInputStream(wrapped.getBytes(StandardCharsets.UTF_8)), resources::add);
        } catch (RuntimeException broken) {
            throw unreadable("It is no XML of FHIR.");
        }
        return resources;
    }

    // -- tables

    private static Read table(byte[] bytes) {
        try (RowReader rows = RowReader.open(new ByteArrayInputStream(bytes), null, null)) {
            Map<Column, String> columns = columns(rows.columns());
            if (!columns.containsKey(Column.CODE)) {
                throw unreadable("No column holds codes; it is called code or 编码.");
            }
            boolean maps = columns.containsKey(Column.TARGET);
            List<Line> lines = new ArrayList<>();
            List<Fault> faults = new ArrayList<>();
            Map<String, Long> seen = new LinkedHashMap<>();
            Set<String> faulty = new HashSet<>();
            boolean blind = false;
            int count = 0;
            for (Row row = rows.next(); row != null; row = rows.next()) {
                count++;
                Fault fault = fault(row, columns, rows.columns(), maps, seen);
                if (fault == null) {
                    lines.add(line(row, columns, maps));
                    continue;
                }
                blind |= row.broken() != null;
                faulty.add(row.broken() == null ? cell(row, columns, Column.CODE) : "");
                if (faults.size() < FAULTS_MAX) {
                    faults.add(fault);
                }
            }
            return new Read(lines, maps, List.of(), faults, count, faulty, blind);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Of a map as it is published, {@code code, name, code, name}, the second pair is the target. */
    private static Map<Column, String> columns(List<String> headers) {
        Map<Column, String> found = new LinkedHashMap<>();
        for (String header : headers) {
            String plain = header.toLowerCase(Locale.ROOT).replaceAll("[\\s*（）()]", "");
            boolean again = plain.matches(".*#2");
            String bare = plain.replaceFirst("#2$", "");
            for (Column column : Column.values()) {
                if (column.names.contains(bare)) {
                    Column as = again && column == Column.CODE
                            ? Column.TARGET
                            : again && column == Column.NAME ? Column.TARGET_NAME : column;
                    found.putIfAbsent(as, header);
                }
            }
        }
        return found;
    }

    private static @Nullable Fault fault(
            Row row, Map<Column, String> columns, List<String> headers, boolean maps, Map<String, Long> seen) {
        if (row.broken() != null) {
            return new Fault(row.line() + ":1", "broken", "");
        }
        String code = cell(row, columns, Column.CODE);
        String name = cell(row, columns, Column.NAME);
        if (code.isEmpty()) {
            return at(row, columns, headers, Column.CODE, "code-missing");
        }
        if (code.length() > CODE_MAX || code.chars().anyMatch(Character::isISOControl)) {
            return at(row, columns, headers, Column.CODE, "code-wrong");
        }
        if (name.length() > NAME_MAX) {
            return at(row, columns, headers, Column.NAME, "name-too-long");
        }
        if (!maps && name.isEmpty() && columns.containsKey(Column.NAME)) {
            return at(row, columns, headers, Column.NAME, "name-missing");
        }
        String target = cell(row, columns, Column.TARGET);
        String equivalence = equivalence(row, columns);
        if (maps && !equivalence.matches("equivalent|equal|wider|narrower|inexact|relatedto|unmatched")) {
            return at(row, columns, headers, Column.EQUIVALENCE, "equivalence-unknown");
        }
        if (maps && target.isEmpty() && !equivalence.equals("unmatched")) {
            return at(row, columns, headers, Column.TARGET, "target-missing");
        }
        if (seen.putIfAbsent(maps ? code + "\0" + target : code, row.line()) != null) {
            return at(row, columns, headers, Column.CODE, "code-twice");
        }
        return null;
    }

    private static Fault at(Row row, Map<Column, String> columns, List<String> headers, Column column, String what) {
        String header = columns.get(column);
        int number = header == null ? 1 : headers.indexOf(header) + 1;
        return new Fault(row.line() + ":" + number, what, cut(cell(row, columns, column)));
    }

    private static Line line(Row row, Map<Column, String> columns, boolean maps) {
        List<String> aliases = new ArrayList<>();
        for (String alias : cell(row, columns, Column.ALIAS).split("[;；|、]")) {
            if (!alias.isBlank()) {
                aliases.add(alias.strip());
            }
        }
        String target = cell(row, columns, Column.TARGET);
        return new Line(
                cell(row, columns, Column.CODE),
                cell(row, columns, Column.NAME),
                aliases,
                cell(row, columns, Column.UNIT),
                cell(row, columns, Column.PARENT),
                maps && !target.isEmpty() ? target : null,
                cell(row, columns, Column.TARGET_NAME),
                maps ? equivalence(row, columns) : "");
    }

    private static String equivalence(Row row, Map<Column, String> columns) {
        String told = cell(row, columns, Column.EQUIVALENCE).toLowerCase(Locale.ROOT);
        return EQUIVALENCES.getOrDefault(told, told);
    }

    private static String cell(Row row, Map<Column, String> columns, Column column) {
        String header = columns.get(column);
        return header == null ? "" : row.cells().getOrDefault(header, "").strip();
    }

    private static String cut(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    static Problem unreadable(String what) {
        return new Problem(
                Kind.INVALID,
                "intake.terms-unreadable",
                what,
                "A file of terminology is a table (CSV, Excel, NDJSON) with columns for code and name, or FHIR as JSON or XML.",
                "Export it anew, or name its columns; docs/terminology.md lists the names.");
    }
}
