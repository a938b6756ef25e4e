package org.tongmai.surveillance.disease;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.tongmai.surveillance.detect.Method;
import org.tongmai.surveillance.disease.Table.Row;

/** Lines of the tables, as the rules they are. */
final class Reading {

    private static final String ABOVE = ">";

    private Reading() {}

    /** What diseases are called that are counted together. */
    record Family(String code, Text name, Validity validity) {}

    static List<Row> rows(@Nullable Path folder, String file) {
        Path own = folder == null ? null : folder.resolve(file);
        try {
            if (own != null && Files.exists(own)) {
                return Table.rows(file, Files.readString(own));
            }
            try (InputStream in = DiseaseList.class.getResourceAsStream("/org/tongmai/surveillance/" + file)) {
                if (in == null) {
                    throw new IllegalStateException("no " + file);
                }
                return Table.rows(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            if (own == null) {
                throw new UncheckedIOException(unreadable);
            }
            throw new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.table-unreadable",
                    "The file " + file + " cannot be read.",
                    "It is text in UTF-8, and the platform may read it.",
                    "Check the file in the folder of tongmai.surveillance.tables.");
        }
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
                Duration.ofHours(row.whole("deadlineHours")),
                Duration.ofHours(row.whole("reviewHours")),
                row.needed("family"),
                row.whole("episodeDays"),
                row.words("icd10"),
                row.names("words"),
                row.names("notWords"),
                row.yes("unspecified"),
                Disease.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                row.validity(),
                row.yes("verified"),
                row.needed("source"));
    }

    static Family family(Row row, Set<String> counted) {
        return new Family(in(row, "code", counted), new Text(row.needed("name"), row.needed("en")), row.validity());
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
                row.validity());
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
                certainty.equals("CONFIRMED"),
                row.words("loinc"),
                row.names("words"),
                row.names("notWords"),
                positive.contains("POSITIVE"),
                above,
                row.validity());
    }

    private static double number(Row row, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notOne) {
            throw row.wrong("positive", "It is POSITIVE, or > and a number, or both.");
        }
    }

    static Drug drug(Row row, Set<String> codes) {
        return new Drug(in(row, "disease", codes), row.words("atc"), row.needed("what"), row.validity());
    }

    static Syndrome syndrome(Row row) {
        return new Syndrome(
                row.needed("code"),
                new Text(row.needed("name"), row.needed("en")),
                row.words("icd10"),
                row.names("words"),
                row.names("and"),
                row.validity());
    }

    static EventRule event(Row row, Set<String> counted) {
        String unit = row.needed("unit");
        if (!Set.of("site", "county").contains(unit)) {
            throw row.wrong("unit", "It is site or county.");
        }
        return new EventRule(
                in(row, "what", counted),
                unit.equals("site"),
                row.whole("cases"),
                row.whole("days"),
                row.whole("quiet"),
                row.validity(),
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
                row.whole("cases"),
                row.validity());
    }

    private static String in(Row row, String column, Set<String> known) {
        String code = row.needed(column);
        if (!known.contains(code)) {
            throw row.wrong(column, "No line of diseases.tsv, syndromes.tsv or sources.tsv has this code.");
        }
        return code;
    }
}
