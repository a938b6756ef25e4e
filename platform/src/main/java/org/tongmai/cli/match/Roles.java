package org.tongmai.cli.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tongmai.kernel.Problem;
import org.tongmai.person.linkage.Column;
import org.tongmai.person.linkage.ColumnNames;
import org.tongmai.person.linkage.ColumnNames.Use;
import org.tongmai.person.linkage.Content;
import org.tongmai.person.linkage.Kind;
import org.tongmai.person.linkage.LinkageModel;
import org.tongmai.person.linkage.Rows;
import org.tongmai.person.linkage.Table;

/**
 * What each column of a table is for.
 *
 * @param compared columns that take part
 * @param id the column that names the rows; empty: they are named by their numbers
 * @param truth the column that holds the answer, which is never compared
 * @param words of each column, what it was taken for
 */
public record Roles(List<Column> compared, Optional<Integer> id, Optional<Integer> truth, Map<String, String> words) {

    private static final String IGNORE = "ignore";

    /**
     * @param id the column that names the rows, where told
     * @param truth the column that holds the answer, where told
     * @param mapping {@code column=kind,column=kind}; kind {@code ignore} leaves a column alone
     * @throws Problem {@code cli.column-unknown}, {@code cli.column-kind-unknown}, {@code cli.mapping-malformed}, {@code
     *     cli.nothing-to-compare}
     */
    public static Roles of(Table table, Optional<String> id, Optional<String> truth, Optional<String> mapping) {
        Optional<Integer> idPlace = id.map(name -> place(table, name, "--id"));
        Optional<Integer> truthPlace = truth.map(name -> place(table, name, "--truth"));
        Map<Integer, Optional<Kind>> told =
                mapping.map(text -> mapping(table, text)).orElse(Map.of());
        var compared = new ArrayList<Column>();
        var words = new LinkedHashMap<String, String>();
        List<String> parts = birthParts(table, told.keySet());
        for (int place = 0; place < table.columns().size(); place++) {
            String name = table.columns().get(place);
            Use use = use(name, table.columns(), parts);
            Optional<Kind> kind = told.containsKey(place)
                    ? told.getOrDefault(place, Optional.empty())
                    : use instanceof Use.Compared by
                            ? Optional.of(Content.kind(by.kind(), table, place))
                            : Optional.empty();
            if (truthPlace.filter(Integer.valueOf(place)::equals).isPresent()) {
                words.put(name, "truth, not compared");
            } else if (idPlace.filter(Integer.valueOf(place)::equals).isPresent()) {
                words.put(name, "id" + (unique(table, place) ? "" : "; " + repeated(table, place)));
            } else if (kind.isPresent()) {
                compared.add(new Column(place, name, kind.get()));
                words.put(name, kind.get().word() + doubt(use, kind.get(), told.containsKey(place)));
            } else if (idPlace.isEmpty() && use instanceof Use.Identity && unique(table, place)) {
                idPlace = Optional.of(place);
                words.put(name, "id");
            } else {
                words.put(name, "not used" + why(table, place, use, told.containsKey(place), idPlace.isPresent()));
            }
        }
        int age = age(table, compared, told.keySet(), words);
        if (age >= 0) {
            compared.add(new Column(age, table.columns().get(age), Kind.CATEGORY));
        }
        if (compared.isEmpty()) {
            throw nothing(table);
        }
        wholeNames(compared, told.keySet(), words);
        return new Roles(List.copyOf(compared), idPlace, truthPlace, words);
    }

    /** Why a column is left alone. */
    private static String why(Table table, int place, Use use, boolean told, boolean named) {
        if (told) {
            return ": as --columns says";
        }
        return switch (use) {
            case Use.Unused unused -> ": " + unused.why();
            case Use.Identity identity ->
                named ? ": another column names the rows" : ": it names no single row, " + repeated(table, place);
            case Use.Compared compared -> "";
        };
    }

    /** How many rows bear a value that another one bears, too. */
    private static String repeated(Table table, int place) {
        int[] codes = table.codes()[place];
        int[] counts = new int[table.values().get(place).size()];
        Arrays.stream(codes).forEach(code -> counts[code]++);
        var rows = new BitSet();
        for (int row = 0; row < codes.length; row++) {
            rows.set(row, counts[codes[row]] > 1);
        }
        return rows.cardinality() + " rows share their value with another one (" + Rows.first(rows) + ")";
    }

    /** Said where the name of a column promises what most of its values are not. */
    private static String doubt(Use use, Kind kind, boolean told) {
        return !told && use instanceof Use.Compared by && by.kind() != kind
                ? ": by its name " + by.kind().word() + ", which most values are not"
                : "";
    }

    /** What a column is taken for among the others. */
    private static Use use(String name, List<String> all, List<String> parts) {
        if (ColumnNames.original(name, all)) {
            return new Use.Unused("may hold the truth");
        }
        if (!parts.isEmpty() && name.equals(BirthParts.joined(parts))) {
            return new Use.Compared(Kind.BIRTH_DATE);
        }
        return parts.contains(name)
                ? new Use.Unused("part of " + BirthParts.joined(parts))
                : ColumnNames.recognise(name);
    }

    /** Year, month and day of birth that are made one; none where one of them was told by hand. */
    private static List<String> birthParts(Table table, Set<Integer> told) {
        List<String> parts = BirthParts.of(table.columns());
        boolean free = told.stream().map(table.columns()::get).noneMatch(parts::contains);
        return free && table.columns().contains(BirthParts.joined(parts)) ? parts : List.of();
    }

    /** The place of an age where no column tells the birth; else -1. */
    private static int age(Table table, List<Column> compared, Set<Integer> told, Map<String, String> words) {
        boolean born = compared.stream()
                .anyMatch(column -> column.kind() == Kind.BIRTH_DATE || BirthParts.year(column.name()));
        for (int place = 0; place < table.columns().size() && !born; place++) {
            String name = table.columns().get(place);
            boolean free = !told.contains(place) && words.getOrDefault(name, "").startsWith("not used");
            if (free && ColumnNames.recognise(name).equals(ColumnNames.AGE)) {
                words.put(name, Kind.CATEGORY.word());
                return place;
            }
        }
        return -1;
    }

    /** A whole name beside both its parts says nothing new; beside one part it is the other. What was told by hand stays. */
    private static void wholeNames(List<Column> compared, Set<Integer> told, Map<String, String> words) {
        boolean given = compared.stream().anyMatch(column -> column.kind() == Kind.GIVEN_NAME);
        boolean surname = compared.stream().anyMatch(column -> column.kind() == Kind.SURNAME);
        for (Column column : List.copyOf(compared)) {
            if (column.kind() != Kind.FULL_NAME || told.contains(column.place()) || !(given || surname)) {
                continue;
            }
            if (given && surname) {
                compared.remove(column);
                words.put(column.name(), "not used: given name and surname stand apart");
            } else {
                Kind other = surname ? Kind.GIVEN_NAME : Kind.SURNAME;
                compared.set(compared.indexOf(column), new Column(column.place(), column.name(), other));
                words.put(column.name(), other.word());
            }
        }
    }

    /** Said where no column tells one record from another. */
    public static Problem nothing(Table table) {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "cli.nothing-to-compare",
                "No column tells people apart.",
                "None of these names is known, or the known columns are empty or the same in every row: "
                        + String.join(", ", table.columns()) + ".",
                "Say what the columns are: --columns 'COLUMN=given_name,COLUMN=birth_date'; kinds are " + kinds()
                        + ".");
    }

    /** Said where a model knows no column of the table, or only such as are empty. */
    public static Problem otherModel(Table table, LinkageModel model) {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "cli.model-of-other-columns",
                "No column of the table is one that the model weighs.",
                "The model has " + String.join(", ", model.columns()) + "; the table has "
                        + String.join(", ", table.columns())
                        + ". Columns are the same by name and kind, or where each side has one of a kind.",
                "Rename the columns, say what they hold with --columns, or leave --model out.");
    }

    private static String kinds() {
        return Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", ")) + ", " + IGNORE;
    }

    private static Map<Integer, Optional<Kind>> mapping(Table table, String text) {
        var told = new HashMap<Integer, Optional<Kind>>();
        for (String each : text.split(",")) {
            int equals = each.lastIndexOf('=');
            if (equals < 0) {
                throw new Problem(
                        Problem.Kind.MALFORMED,
                        "cli.mapping-malformed",
                        "'" + each.strip() + "' in --columns is not COLUMN=KIND.",
                        "Each column is told with what it holds.",
                        "Write --columns 'COLUMN=given_name,COLUMN=birth_date'; kinds are " + kinds() + ".");
            }
            int place = place(table, each.substring(0, equals).strip(), "--columns");
            String word = each.substring(equals + 1).strip();
            Optional<Kind> kind = Kind.ofWord(word);
            if (kind.isEmpty() && !word.equalsIgnoreCase(IGNORE)) {
                throw new Problem(
                        Problem.Kind.MALFORMED,
                        "cli.column-kind-unknown",
                        "There is no kind of column '" + word + "'.",
                        "The kind says how values are compared.",
                        "Use one of " + kinds() + ".");
            }
            told.put(place, kind);
        }
        return told;
    }

    private static int place(Table table, String name, String option) {
        int place = table.columns().indexOf(name);
        if (place < 0) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "cli.column-unknown",
                    "The file has no column '" + name + "'.",
                    option + " names a column of the header.",
                    "Use one of: " + String.join(", ", table.columns()) + ".");
        }
        return place;
    }

    private static boolean unique(Table table, int place) {
        return table.values().get(place).size() == table.size();
    }
}
