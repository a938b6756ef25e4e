package org.tongmai.intake.table;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Entry;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.hl7v2.Source;
import org.tongmai.intake.hl7v2.VisitEvent;
import org.tongmai.intake.table.Mapping.Making;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.PatientIdentityCheck.Numbered;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Rows to resources, by one mapping, for one institution and the columns of one file. */
public final class RowMapping {

    /** Sets of columns that rows of one file had, of which is remembered how they are read. */
    private static final int SHAPES_MAX = 1_000;

    /** Of several faults of a row the first of these is told: what only the sender can mend before what a mapping can. */
    private static final List<String> BY_WEIGHT = List.of(
            "intake.character-damaged",
            "intake.value-missing",
            "intake.date-wrong",
            "intake.cell-unreadable",
            "intake.value-out-of-bounds",
            "intake.value-too-long",
            "intake.code-unknown");

    private final Mapping mapping;
    private final Source source;
    private final Map<String, String> bound;

    /** By the columns of a row, where each row has its own; null where all have those of the file. */
    private final @Nullable Map<List<String>, Map<String, String>> boundByRow;

    /** @param headers the columns of the file; those of a row that came alone */
    public RowMapping(Mapping mapping, Source source, List<String> headers) {
        this(mapping, source, headers, null);
    }

    private RowMapping(
            Mapping mapping,
            Source source,
            List<String> headers,
            @Nullable Map<List<String>, Map<String, String>> boundByRow) {
        this.mapping = mapping;
        this.source = source;
        this.bound = mapping.bound(headers);
        this.boundByRow = boundByRow;
    }

    /**
     * For the rows of a file.
     *
     * @param headers its columns; of NDJSON, whose rows have each their own, those of its first rows
     */
    public static RowMapping of(Mapping mapping, Source source, TableFormat format, List<String> headers) {
        return new RowMapping(mapping, source, headers, format == TableFormat.NDJSON ? new HashMap<>() : null);
    }

    /**
     * What a row says.
     *
     * @param name what it is called inside its data set; empty where it does not tell
     * @param changedAt when it was last changed, by its own column; null where it does not tell
     * @param message its resources; null where it is refused
     * @param problem why it is refused; null where it is not
     */
    public record Read(
            Row row,
            String name,
            @Nullable Instant changedAt,
            @Nullable MappedMessage message,
            @Nullable Problem problem) {}

    /** Header of the file by column name. */
    public Map<String, String> bound() {
        return bound;
    }

    /** Columns of a row that the mapping does not know. */
    public List<String> unread(Row row) {
        Collection<String> known = bound(row).values();
        return row.cells().keySet().stream()
                .filter(each -> !known.contains(each))
                .toList();
    }

    private Map<String, String> bound(Row row) {
        if (boundByRow == null) {
            return bound;
        }
        if (boundByRow.size() >= SHAPES_MAX) {
            boundByRow.clear();
        }
        return boundByRow.computeIfAbsent(List.copyOf(row.cells().keySet()), mapping::bound);
    }

    /** The refusal of a file without required columns; nothing where all are there. */
    public Optional<Problem> missing() {
        List<String> missing = mapping.missing(bound).stream().map(Column::zh).toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Problem(
                        Kind.UNPROCESSABLE,
                        "intake.column-missing",
                        "The table lacks columns that the data set must have.",
                        "Without them no row can be told apart or belongs to anybody.",
                        "Name the columns as the data set has them, or say in the mapping which of the file's they are.",
                        missing));
    }

    /** Reads one row. */
    public Read read(Row row) {
        Values values = new Values(mapping, source.zones()).read(row, bound(row));
        String name = Template.text(mapping.row(), place -> place(place, values, Map.of()));
        Instant changed = at(values).orElse(null);
        if (row.broken() != null) {
            return new Read(row, name, changed, null, broken(row));
        }
        if (!values.faults().isEmpty()) {
            return new Read(row, name, changed, null, problem(row, values.faults()));
        }
        MappedMessage message = message(row, values);
        return new Read(row, name, changed, message, message == null ? nobody(row) : null);
    }

    /** What the institution calls the patient of a row; nothing where the row does not tell. */
    public Optional<String> patient(Row row) {
        Values values = new Values(mapping, source.zones()).read(row, bound(row));
        String number = Template.text(mapping.resources().getFirst().number(), place -> place(place, values, Map.of()));
        return number.isEmpty() ? Optional.empty() : Optional.of(number);
    }

    /** Null where the patient has no number. */
    private @Nullable MappedMessage message(Row row, Values values) {
        Map<String, String> addresses = new HashMap<>();
        Map<Making, String> numbers = new LinkedHashMap<>();
        for (Making making : mapping.resources()) {
            String number = Template.text(making.number(), place -> place(place, values, addresses));
            if (!number.isEmpty()) {
                numbers.put(making, number);
                addresses.put("@" + making.as(), address(making, number));
            }
        }
        String localId = numbers.get(mapping.resources().getFirst());
        if (localId == null) {
            return null;
        }
        List<Entry> entries = new ArrayList<>();
        numbers.forEach((making, number) -> entries.add(entry(making, number, values, addresses)));
        return new MappedMessage(
                at(values), Optional.empty(), localId, identities(entries, row), entries, Optional.empty(), List.of());
    }

    private Entry entry(Making making, String number, Values values, Map<String, String> addresses) {
        ObjectNode resource = Template.object(making.resource(), place -> place(place, values, addresses));
        ObjectNode own = own(making).put("system", source.system(making.as())).put("value", number);
        ArrayNode identifiers = Json.mapper().createArrayNode().add(own);
        resource.path("identifier").forEach(identifiers::add);
        resource.set("identifier", identifiers);
        if (making.write() == Write.BY_ID) {
            resource.put("id", source.id(making.as(), number));
        }
        // numbers as a reader of JSON has them, so that what is stored compares equal
        ObjectNode read = Json.read(Json.bytes(resource));
        String key = Template.text(making.age(), place -> place(place, values, addresses));
        return new Entry(
                read,
                address(making, number),
                making.write(),
                key.isEmpty() ? making.as() + "/" + number : key,
                Set.of(),
                Set.of(),
                VisitEvent.NONE);
    }

    /** The institution's number of patients and visits looks as HL7 v2 messages have it: the same patient is met by both. */
    private static ObjectNode own(Making making) {
        ObjectNode own = Json.object();
        if (making.write() != Write.BY_ID) {
            own.put("use", "usual");
        }
        if (making.as().equals("patient")) {
            own.putObject("type")
                    .putArray("coding")
                    .addObject()
                    .put("system", "http://terminology.hl7.org/CodeSystem/v2-0203")
                    .put("code", "MR");
        }
        return own;
    }

    private String address(Making making, String number) {
        return making.write() == Write.BY_ID
                ? making.resource().path("resourceType").asString() + "/" + source.id(making.as(), number)
                : source.urn(making.as(), number);
    }

    private @Nullable JsonNode place(String place, Values values, Map<String, String> addresses) {
        if (place.equals("organization")) {
            return StringNode.valueOf(source.organization());
        }
        if (place.startsWith("system:")) {
            return StringNode.valueOf(source.system(place.substring("system:".length())));
        }
        if (place.startsWith("@")) {
            String address = addresses.get(place);
            return address == null ? null : StringNode.valueOf(address);
        }
        return values.value(place);
    }

    private Optional<Instant> at(Values values) {
        JsonNode at = values.value(mapping.at());
        if (at == null) {
            return Optional.empty();
        }
        String text = at.asString("");
        return Optional.of(
                text.length() == "YYYY-MM-DD".length()
                        ? source.zones()
                                .at(LocalDate.parse(text).atStartOfDay())
                                .toInstant()
                        : OffsetDateTime.parse(text).toInstant());
    }

    /** The numbers of identity documents, and where they stand. */
    private List<Numbered> identities(List<Entry> entries, Row row) {
        List<Numbered> numbers = new ArrayList<>();
        entries.getFirst().resource().path("identifier").forEach(each -> {
            String system = each.path("system").asString("");
            String value = each.path("value").asString("");
            if (DocumentType.ofSystem(system).isPresent()) {
                String where = row.cells().entrySet().stream()
                        .filter(cell -> cell.getValue().strip().equals(value))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse("");
                numbers.add(new Numbered(system, value, where));
            }
        });
        return numbers;
    }

    // -- several rows are one

    /** Rows of one patient and one time as one message; what several of them make is one resource that says all they say. */
    public static MappedMessage together(List<MappedMessage> messages) {
        MappedMessage first = messages.getFirst();
        if (messages.size() == 1) {
            return first;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        Set<Numbered> numbers = new LinkedHashSet<>();
        for (MappedMessage message : messages) {
            numbers.addAll(message.numbers());
            for (Entry entry : message.entries()) {
                entries.merge(entry.address(), entry, (a, b) -> a.with(joined(a.resource(), b.resource())));
            }
        }
        return new MappedMessage(
                first.at(),
                first.made(),
                first.localId(),
                List.copyOf(numbers),
                List.copyOf(entries.values()),
                first.remark(),
                first.keptOnly());
    }

    private static ObjectNode joined(ObjectNode one, ObjectNode other) {
        ObjectNode all = one.deepCopy();
        other.properties().forEach(member -> {
            JsonNode known = all.get(member.getKey());
            if (known instanceof ArrayNode list && member.getValue() instanceof ArrayNode more) {
                more.forEach(each -> {
                    if (list.valueStream().noneMatch(each::equals)) {
                        list.add(each);
                    }
                });
            } else if (known instanceof ObjectNode object && member.getValue() instanceof ObjectNode more) {
                all.set(member.getKey(), joined(object, more));
            } else {
                all.set(member.getKey(), member.getValue());
            }
        });
        return all;
    }

    // -- refusals

    /** Told by the fault that weighs most; the columns of others bear the code of theirs. */
    private static Problem problem(Row row, List<Fault> faults) {
        Fault first = faults.stream()
                .min(Comparator.comparingInt(fault -> BY_WEIGHT.indexOf(fault.code())))
                .orElseThrow();
        List<String> where = new ArrayList<>();
        where.add("line " + row.line());
        faults.stream()
                .sorted(Comparator.comparing(fault -> !fault.code().equals(first.code())))
                .map(fault -> fault.code().equals(first.code()) ? fault.header() : fault.header() + ": " + fault.code())
                .distinct()
                .forEach(where::add);
        return switch (first.code()) {
            case "intake.value-missing" ->
                refused(
                        first,
                        "A cell that must be filled is empty.",
                        "The data set needs it in each row.",
                        "Fill the column, or settle in the mapping which column holds it.",
                        where);
            case "intake.value-too-long" ->
                refused(
                        first,
                        "A cell holds more characters than its data element may have.",
                        "The dictionary of data elements bounds its length to "
                                + first.column().length() + ".",
                        "Shorten it, or check that the columns are not shifted.",
                        where);
            case "intake.value-out-of-bounds" ->
                refused(
                        first,
                        "A number is smaller or larger than it can be.",
                        "The mapping says between which bounds it lies.",
                        "Correct the number or its unit.",
                        where);
            case "intake.code-unknown" ->
                refused(
                        first,
                        "A cell holds a code that its table does not have.",
                        "A code that nobody knows means nothing to others.",
                        "Send a code of the table, or add the own code to the table in the mapping.",
                        where);
            case "intake.date-wrong" ->
                refused(
                        first,
                        "A cell is no day or time.",
                        "There is no such day, or it is written in another way than days are.",
                        "Write it as 2026-03-01 or 2026-03-01 08:30, or in another form that the reference of mappings names.",
                        where);
            case "intake.character-damaged" ->
                refused(
                        first,
                        "A cell holds damaged characters.",
                        "Somewhere before, bytes were read in another character set than they were written in.",
                        "Mend the export; UTF-8 and GB 18030 are read.",
                        where);
            default ->
                refused(
                        first,
                        "A cell is no number.",
                        "The data element is of that type.",
                        "Write it in a form that the reference of mappings names, or leave the cell empty.",
                        where);
        };
    }

    private static Problem refused(Fault fault, String what, String why, String mend, List<String> where) {
        return new Problem(Kind.UNPROCESSABLE, fault.code(), what, why, mend, where);
    }

    private static Problem nobody(Row row) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.value-missing",
                "The patient of the row has no number.",
                "The data set needs it in each row.",
                "Fill the column, or settle in the mapping which column holds it.",
                List.of("line " + row.line()));
    }

    private static Problem broken(Row row) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.row-broken",
                "A row could not be cut into cells: " + row.broken() + ".",
                "Which value belongs to which column cannot be told.",
                "Mend the quotes and separators of that line.",
                List.of("line " + row.line()));
    }
}
