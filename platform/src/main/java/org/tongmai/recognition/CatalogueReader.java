package org.tongmai.recognition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.recognition.Areas.Area;
import org.tongmai.recognition.Item.Conversion;
import org.tongmai.recognition.Item.Period;
import org.tongmai.recognition.Item.Window;
import org.tongmai.recognition.Sheet.Row;

/** Reads the files of a catalogue, and how they fit together. */
final class CatalogueReader {

    private static final String EVERY = "*";

    /** Ten years. */
    private static final long HOURS_MAX = 87_600;

    private static final int PERCENT_MAX = 1_000;

    private final List<String> faults = Sheet.newFaults();
    private final Map<Areas.Key, Area> areas = new HashMap<>();
    private final Set<String> codes = new HashSet<>();
    private final Map<String, Map<String, Conversion>> units = new HashMap<>();
    private final Map<String, Map<String, Duration>> windows = new HashMap<>();
    private final List<Code> maps = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();

    private record Code(String item, String token, Period period) {}

    private CatalogueReader() {}

    /**
     * A catalogue out of its files.
     *
     * @param texts each file's content
     * @throws Problem {@code recognition.file-wrong} with every fault
     */
    static Catalogue read(long edition, Map<CatalogueFile, String> texts) {
        CatalogueReader reader = new CatalogueReader();
        reader.sheet(texts, CatalogueFile.ITEMS, row -> reader.codes.add(row.required("code")));
        reader.faults.clear(); // read once more below, when what it refers to is known
        reader.sheet(texts, CatalogueFile.AREAS, reader::area);
        reader.sheet(texts, CatalogueFile.UNITS, reader::unit);
        reader.sheet(texts, CatalogueFile.WINDOWS, reader::window);
        reader.sheet(texts, CatalogueFile.CODES, reader::code);
        reader.sheet(texts, CatalogueFile.ITEMS, reader::item);
        Sheet.refuse(reader.faults);
        return new Catalogue(edition, new Areas(reader.areas), reader.items);
    }

    private void sheet(Map<CatalogueFile, String> texts, CatalogueFile file, java.util.function.Consumer<Row> taker) {
        Sheet.read(file.fileName(), file.columns(), Objects.requireNonNull(texts.get(file)), faults, taker);
    }

    private void area(Row row) {
        Level level = row.word("level", Level.class);
        var key = new Areas.Key(level, row.required("area"));
        if (areas.put(key, new Area(row.required("mark"), Set.copyOf(row.parts("members")))) != null) {
            throw row.wrong("area", "stands twice");
        }
    }

    private void unit(Row row) {
        Conversion conversion = new Conversion(row.decimal("factor"), row.decimal("offset"));
        if (conversion.factor().signum() <= 0) {
            throw row.wrong("factor", "is not above 0");
        }
        if (units.computeIfAbsent(known(row), none -> new HashMap<>()).put(row.required("unit"), conversion) != null) {
            throw row.wrong("unit", "stands twice for this item");
        }
    }

    private void window(Row row) {
        String item = row.required("item").equals(EVERY) ? EVERY : known(row);
        Duration window = Duration.ofHours(row.number("window_hours", 0, HOURS_MAX));
        if (windows.computeIfAbsent(item, none -> new HashMap<>()).put(row.required("department"), window) != null) {
            throw row.wrong("department", "stands twice for this item");
        }
    }

    private void code(Row row) {
        String token = row.required("system") + "|" + row.required("code");
        Code map = new Code(known(row), token, row.period());
        if (maps.stream().anyMatch(each -> each.token.equals(token) && each.period.overlaps(map.period))) {
            throw row.wrong("code", "stands twice for the same time");
        }
        maps.add(map);
    }

    private String known(Row row) {
        String item = row.required("item");
        if (!codes.contains(item)) {
            throw row.wrong("item", "'" + item + "' is not in items.csv");
        }
        return item;
    }

    private void item(Row row) {
        String code = row.required("code");
        Period period = row.period();
        if (items.stream()
                .anyMatch(each -> each.code().equals(code) && each.period().overlaps(period))) {
            throw row.wrong("valid_from", "overlaps another period of " + code);
        }
        Set<Level> levels = new HashSet<>();
        row.parts("levels").forEach(each -> levels.add(row.word("levels", each, Level.class)));
        boolean negative = row.yes("negative");
        if (levels.isEmpty() && !negative) {
            throw row.wrong("levels", "is empty, so it could never be recognised");
        }
        @Nullable String unit = row.optional("unit");
        if (unit == null && units.containsKey(code)) {
            throw row.wrong("unit", "is empty, but units.csv converts into it");
        }
        items.add(new Item(
                code,
                new Text(row.required("zh"), row.required("en")),
                row.parts("aliases"),
                row.text("pinyin"),
                row.word("class", Item.Kind.class),
                Set.copyOf(row.parts("specimen")),
                unit,
                units.getOrDefault(code, Map.of()),
                window(code, Duration.ofHours(row.number("window_hours", 0, HOURS_MAX))),
                levels,
                row.yes("internal_qc"),
                negative,
                (int) row.number("change_percent", 0, PERCENT_MAX),
                new Price(row.number("price_fen", 0, Price.MOST), (int) row.number("fund_percent", 0, 100)),
                tokens(code, period),
                period));
    }

    /** What holds for every item shortens only; what is said of the item itself counts as it stands. */
    private Window window(String code, Duration usual) {
        Map<String, Duration> departments = new HashMap<>();
        windows.getOrDefault(EVERY, Map.of())
                .forEach((department, window) ->
                        departments.put(department, window.compareTo(usual) < 0 ? window : usual));
        departments.putAll(windows.getOrDefault(code, Map.of()));
        return new Window(usual, departments);
    }

    private Map<String, Period> tokens(String code, Period period) {
        Map<String, Period> tokens = new HashMap<>();
        maps.stream()
                .filter(each -> each.item.equals(code) && each.period.overlaps(period))
                .forEach(each -> tokens.put(each.token, each.period));
        return tokens;
    }
}
