package org.tongmai.intake.table;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.ReferenceRange;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.StringNode;

/** The cells of one row as values of their types, and what was wrong with them. */
final class Values {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(\\.\\d{1,30})?");

    private static final Pattern THOUSANDS = Pattern.compile("[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?");

    private static final Pattern COMPARED = Pattern.compile("(<=|>=|<|>|≤|≥)\\s*([+-]?\\d{1,30}(?:\\.\\d{1,30})?)");

    private static final Pattern UCUM = Pattern.compile("[!-~]{1,50}");

    private static final String ZONE = "\\s*(Z|[+-]\\d{2}:?\\d{2})?";

    /** {@code 20260301}, {@code 20260301083000}. */
    private static final Pattern COMPACT =
            Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(?:[T ]?(\\d{2})(\\d{2})(\\d{2})?(?:\\.\\d+)?)?" + ZONE);

    /** {@code 2026-03-01}, {@code 2026/3/1 8:30}, {@code 2026年3月1日 8时30分}. */
    private static final Pattern SEPARATED = Pattern.compile("(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?"
            + "(?:[T ]\\s*(\\d{1,2})[:时](\\d{1,2})?[:分]?(\\d{1,2})?秒?(?:\\.\\d+)?)?" + ZONE);

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

    private final Mapping mapping;
    private final Zones zones;
    private final Map<String, JsonNode> values = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();

    Values(Mapping mapping, Zones zones) {
        this.mapping = mapping;
        this.zones = zones;
    }

    /** Reads a row; {@code bound} holds the header by column name. */
    Values read(Row row, Map<String, String> bound) {
        for (Column column : mapping.columns()) {
            String header = bound.getOrDefault(column.name(), column.name());
            String cell = row.cells().getOrDefault(header, "").strip();
            String text = mapping.empty().contains(cell) || cell.isEmpty() ? column.otherwise() : cell;
            if (!text.isEmpty()) {
                read(column, header, text);
            } else if (column.required()) {
                faults.add(new Fault("intake.value-missing", header, column));
            }
        }
        return this;
    }

    List<Fault> faults() {
        return faults;
    }

    @Nullable
    JsonNode value(String place) {
        return values.get(place);
    }

    private void read(Column column, String header, String text) {
        String name = column.name();
        if (text.indexOf('\uFFFD') >= 0 || text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t')) {
            faults.add(new Fault("intake.character-damaged", header, column));
            return;
        }
        if (column.length() > 0 && text.codePointCount(0, text.length()) > column.length()) {
            faults.add(new Fault("intake.value-too-long", header, column));
            return;
        }
        boolean read =
                switch (column.type()) {
                    case TEXT -> put(name, text);
                    case NUMBER -> number(column, header, text);
                    case DATE -> put(name, time(text, false, true));
                    case TIME -> put(name, time(text, false, false));
                    case INSTANT -> put(name, time(text, true, false));
                    case CODE -> code(column, text);
                    case RESULT -> result(name, text);
                    case UNIT -> unit(name, text);
                    case RANGE -> range(name, text);
                    case DOCUMENT ->
                        put(name, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
                };
        if (!read) {
            String code =
                    switch (column.type()) {
                        case CODE -> "intake.code-unknown";
                        case DATE, TIME, INSTANT -> "intake.date-wrong";
                        case TEXT, NUMBER, RESULT, UNIT, RANGE, DOCUMENT -> "intake.cell-unreadable";
                    };
            faults.add(new Fault(code, header, column));
        }
    }

    private boolean put(String name, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            values.put(name, StringNode.valueOf(text));
        }
        return text != null;
    }

    private boolean number(Column column, String header, String text) {
        String plain = plainNumber(text);
        if (!NUMBER.matcher(plain).matches()) {
            return false;
        }
        BigDecimal number = new BigDecimal(plain);
        BigDecimal least = column.least();
        BigDecimal most = column.most();
        if ((least != null && number.compareTo(least) < 0) || (most != null && number.compareTo(most) > 0)) {
            faults.add(new Fault("intake.value-out-of-bounds", header, column));
        }
        values.put(column.name(), DecimalNode.valueOf(number));
        return true;
    }

    private static String plainNumber(String text) {
        String narrow = Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
        return THOUSANDS.matcher(narrow).matches() ? narrow.replace(",", "") : narrow;
    }

    private boolean code(Column column, String text) {
        String code = column.table().get(text);
        if (code == null) {
            code = column.table().get(text.toUpperCase(Locale.ROOT));
        }
        if (code == null) {
            code = column.table().get("*");
        }
        put(column.name() + ".sent", text);
        return put(column.name(), code);
    }

    private boolean result(String name, String text) {
        String plain = plainNumber(text);
        Matcher compared = COMPARED.matcher(plain);
        if (NUMBER.matcher(plain).matches()) {
            values.put(name + ".value", DecimalNode.valueOf(new BigDecimal(plain)));
        } else if (compared.matches()) {
            String comparator = compared.group(1).replace("≤", "<=").replace("≥", ">=");
            put(name + ".comparator", comparator);
            values.put(name + ".value", DecimalNode.valueOf(new BigDecimal(compared.group(2))));
        } else {
            put(name + ".text", text);
        }
        return put(name, text);
    }

    private boolean unit(String name, String text) {
        if (UCUM.matcher(text).matches()) {
            put(name + ".ucum", text.replace("10^", "10*"));
        }
        return put(name, text);
    }

    private boolean range(String name, String text) {
        values.put(name, ReferenceRange.parse(text, Json::object));
        return true;
    }

    /** A FHIR date, dateTime or instant; null where the text is none. */
    private @Nullable String time(String text, boolean instant, boolean dayOnly) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
        Matcher time = COMPACT.matcher(plain);
        if (!time.matches()) {
            time = SEPARATED.matcher(plain);
            if (!time.matches()) {
                return null;
            }
        }
        try {
            LocalDate day = LocalDate.of(whole(time, 1), whole(time, 2), whole(time, 3));
            if (dayOnly || (time.group(4) == null && !instant)) {
                return day.toString();
            }
            LocalDateTime local = day.atTime(whole(time, 4), whole(time, 5), whole(time, 6));
            String offset = time.group(7);
            OffsetDateTime at = offset == null ? zones.at(local) : local.atOffset(ZoneOffset.of(offset));
            return SECONDS.format(at);
        } catch (DateTimeException none) {
            return null;
        }
    }

    private static int whole(Matcher time, int group) {
        String digits = time.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
