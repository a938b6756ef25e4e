package org.tongmai.surveillance.disease;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.kernel.TabTables;
import org.tongmai.kernel.TabTables.Row;
import org.tongmai.surveillance.detect.Method;

/** Lines of the tables as the rules they are, and how they are refused. */
final class Reading implements TabTables.Refusal {

    private static final String ABOVE = ">";

    private Reading() {}

    /** What diseases are called that are counted together. */
    record Family(String code, Text name, Validity validity) {}

    static List<Row> rows(@Nullable Path folder, String file) {
        return new TabTables("/org/tongmai/surveillance/", folder, new Reading()).rows(file);
    }

    @Override
    public Problem wrong(Row row, String column, String why) {
        return new Problem(
                Problem.Kind.INVALID,
                "surveillance.table-wrong",
                "Line " + row.line() + " of " + row.file() + " cannot be used: " + column + ".",
                why,
                "Correct the line; docs/surveillance.md tells the columns.",
                List.of(row.where(column)));
    }

    @Override
    public Problem unreadable(String file, IOException why) {
        return new Problem(
                Problem.Kind.INVALID,
                "surveillance.table-unreadable",
                "The file " + file + " cannot be read.",
                "It is text in UTF-8, and the platform may read it.",
                "Check the file in the folder of tongmai.surveillance.tables.");
    }

    static Disease disease(Row row) {
        String kind = row.needed("kind");
        if (Stream.of(Disease.Kind.values()).noneMatch(each -> each.name().equalsIgnoreCase(kind))) {
            throw row.wrong("kind", "It is notifiable, monitored or unusual.");
        }
        String classed = row.needed("class");
        if (!Set.of("甲", "乙", "丙", "其他").contains(classed)) {
            throw row.wrong("class", "It is 甲, 乙, 丙 or 其他.");
        }
        return new Disease(
                row.needed("code"),
                new Text(row.needed("name"), row.needed("en")),
                classed,
                classed.equals("甲") || row.yes("managedAsA"),
                Duration.ofHours(whole(row, "deadlineHours")),
                Duration.ofHours(whole(row, "reviewHours")),
                row.needed("family"),
                whole(row, "episodeDays"),
                row.words("icd10"),
                row.names("words"),
                row.names("notWords"),
                row.yes("unspecified"),
                Disease.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                validity(row),
                row.yes("verified"),
                row.needed("source"));
    }

    static Family family(Row row, Set<String> counted) {
        return new Family(in(row, "code", counted), new Text(row.needed("name"), row.needed("en")), validity(row));
    }

    static Source source(Row row) {
        String code = row.needed("code");
        if (code.indexOf(Source.ITEM) >= 0) {
            throw row.wrong("code", "It holds no " + Source.ITEM + ".");
        }
        return new Source(
                code,
                new Text(row.needed("name"), row.needed("en")),
                new Text(row.needed("unit"), row.needed("unitEn")),
                row.word("way", Source.Way.class),
                optional(row, "silentDays"),
                optional(row, "everyDays"),
                validity(row));
    }

    static Criterion criterion(Row row, Set<String> codes) {
        String certainty = row.needed("certainty");
        if (!Set.of("CONFIRMED", "SUSPECTED").contains(certainty)) {
            throw row.wrong("certainty", "It is CONFIRMED or SUSPECTED.");
        }
        List<String> positive = row.words("positive");
        OptionalDouble above = positive.stream()
                .filter(each -> each.startsWith(ABOVE))
                .mapToDouble(each -> number(row, each.substring(1)))
                .findFirst();
        return new Criterion(
                in(row, "disease", codes),
                row.text("pathogen"),
                certainty.equals("CONFIRMED"),
                row.words("loinc"),
                row.names("words"),
                row.names("notWords"),
                positive.contains("POSITIVE"),
                above,
                validity(row));
    }

    private static double number(Row row, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notOne) {
            throw row.wrong("positive", "It is POSITIVE, or > and a number, or both.");
        }
    }

    static Drug drug(Row row, Set<String> codes) {
        return new Drug(in(row, "disease", codes), row.words("atc"), row.needed("what"), validity(row));
    }

    static Syndrome syndrome(Row row) {
        return new Syndrome(
                row.needed("code"),
                new Text(row.needed("name"), row.needed("en")),
                row.words("icd10"),
                row.names("words"),
                row.names("and"),
                row.yes("inpatient"),
                validity(row));
    }

    static Spoken spoken(Row row, Set<String> counted) {
        return new Spoken(
                in(row, "what", counted), row.names("words"), row.names("and"), row.names("notWords"), validity(row));
    }

    static RumourRule rumour(Row row, Set<String> counted) {
        String what = row.needed("what");
        return new RumourRule(
                what.equals("*") ? what : in(row, "what", counted),
                optional(row, "items"),
                optional(row, "sources"),
                optional(row, "ill"),
                optional(row, "dead"),
                validity(row),
                row.yes("verified"),
                row.needed("source"));
    }

    static EventRule event(Row row, Set<String> counted) {
        String unit = row.needed("unit");
        if (!Set.of("site", "county").contains(unit)) {
            throw row.wrong("unit", "It is site or county.");
        }
        return new EventRule(
                in(row, "what", counted),
                unit.equals("site"),
                whole(row, "cases"),
                whole(row, "days"),
                whole(row, "quiet"),
                validity(row),
                row.yes("verified"),
                row.needed("source"));
    }

    static Looking looking(Row row, Set<String> counted) {
        var parameters = new HashMap<String, String>();
        for (String each : row.words("parameters")) {
            int is = each.indexOf('=');
            if (is < 1) {
                throw row.wrong("parameters", "Each is name=value.");
            }
            parameters.put(each.substring(0, is), each.substring(is + 1));
        }
        try {
            var _ = Method.of(row.needed("method")).with(parameters);
        } catch (Problem refused) {
            throw row.wrong("method", refused.what() + " " + refused.why());
        }
        String what = row.needed("what");
        return new Looking(
                what.equals("*") ? what : in(row, "what", counted),
                row.needed("method"),
                Map.copyOf(parameters),
                whole(row, "cases"),
                validity(row));
    }

    static Trace trace(Row row, Set<String> counted) {
        String group = row.needed("group");
        String series = row.needed("series");
        if (!Set.of(Trace.CASE, Trace.PAIR, Trace.THIRD, Trace.SPREAD).contains(series)
                && !counted.contains(Source.code(series))) {
            throw row.wrong("series", "It is CASE, PAIR, THIRD, SPREAD or the code of a syndrome or source.");
        }
        return new Trace(
                group.equals("*") ? group : in(row, "group", counted),
                series,
                between(row, "perIll", 0.001, 100),
                between(row, "delayDays", 0, 30),
                row.yes("pupils"),
                validity(row));
    }

    static AlarmBudget budget(Row row) {
        String place = row.needed("place");
        if (!place.equals("*") && !place.matches("[1-9][0-9]{1,5}")) {
            throw row.wrong("place", "It is * or the first 2 to 6 digits of a division's code.");
        }
        return new AlarmBudget(place, between(row, "perQuarter", 0.01, 1000), validity(row));
    }

    private static double between(Row row, String column, double least, double most) {
        try {
            double number = Double.parseDouble(row.needed(column));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException letters) {
            // said below
        }
        throw row.wrong(column, "It is a number from " + least + " to " + most + ".");
    }

    /** 0 for nothing. */
    private static int optional(Row row, String column) {
        return row.text(column).isEmpty() ? 0 : whole(row, column);
    }

    static int whole(Row row, String column) {
        return row.whole(column, Integer.MAX_VALUE);
    }

    static RegionCode place(Row row) {
        return RegionCode.find(row.needed("place"))
                .orElseThrow(() -> row.wrong("place", "It is a code of GB/T 2260, six digits."));
    }

    static Validity validity(Row row) {
        return new Validity(row.day("from", LocalDate.MIN), row.day("until", LocalDate.MAX));
    }

    private static String in(Row row, String column, Set<String> known) {
        String code = row.needed(column);
        if (!known.contains(code)) {
            throw row.wrong(column, "No line of diseases.tsv, syndromes.tsv or sources.tsv has this code.");
        }
        return code;
    }
}
