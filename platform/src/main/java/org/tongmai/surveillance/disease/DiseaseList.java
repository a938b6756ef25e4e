package org.tongmai.surveillance.disease;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.surveillance.detect.Method;
import org.tongmai.surveillance.disease.Table.Row;

/**
 * The rules of surveillance: six tables, each line with a period of validity and a source. They come with the platform; a file of the
 * same name in the operator's folder takes the place of one.
 */
public final class DiseaseList {

    private static final String ABOVE = ">";

    private final List<Disease> diseases;
    private final List<Criterion> criteria;
    private final List<Drug> drugs;
    private final List<Syndrome> syndromes;
    private final List<EventRule> events;
    private final List<Looking> detectors;

    private DiseaseList(@Nullable Path folder) {
        this.diseases =
                rows(folder, "diseases.tsv").stream().map(DiseaseList::disease).toList();
        Set<String> codes = diseases.stream().map(Disease::code).collect(Collectors.toUnmodifiableSet());
        this.criteria = rows(folder, "laboratory.tsv").stream()
                .map(row -> criterion(row, codes))
                .toList();
        this.drugs =
                rows(folder, "drugs.tsv").stream().map(row -> drug(row, codes)).toList();
        this.syndromes = rows(folder, "syndromes.tsv").stream()
                .map(DiseaseList::syndrome)
                .toList();
        Set<String> counted = Stream.concat(
                        diseases.stream().map(Disease::family),
                        syndromes.stream().map(Syndrome::code))
                .collect(Collectors.toUnmodifiableSet());
        this.events = rows(folder, "events.tsv").stream()
                .map(row -> event(row, counted))
                .toList();
        this.detectors = rows(folder, "detectors.tsv").stream()
                .map(row -> looking(row, counted))
                .toList();
        once();
    }

    /** As it comes with the platform. */
    public static DiseaseList standard() {
        return new DiseaseList(null);
    }

    /**
     * With the files of a folder in the place of those that come with the platform.
     *
     * @throws Problem {@code surveillance.table-wrong}, {@code surveillance.table-unreadable}
     */
    public static DiseaseList of(@Nullable Path folder) {
        return new DiseaseList(folder);
    }

    /** All that are listed on a day. */
    public List<Disease> diseases(LocalDate day) {
        return diseases.stream().filter(each -> each.validity().holds(day)).toList();
    }

    /** As it is listed on a day; empty where it is not. */
    public Optional<Disease> disease(String code, LocalDate day) {
        return diseases.stream()
                .filter(each -> each.code().equals(code) && each.validity().holds(day))
                .findFirst();
    }

    /** As it was listed last, whenever that was: for what was reported under it. */
    public Optional<Disease> known(String code) {
        return diseases.stream()
                .filter(each -> each.code().equals(code))
                .max(Comparator.comparing(each -> each.validity().from()));
    }

    /** The disease of an ICD-10 code on a day: the one with the longest beginning of it. */
    public Optional<Disease> ofIcd10(String code, LocalDate day) {
        String plain = code.toUpperCase(Locale.ROOT);
        Disease best = null;
        int length = 0;
        for (Disease each : diseases) {
            for (String beginning : each.icd10()) {
                if (beginning.length() > length
                        && plain.startsWith(beginning)
                        && each.validity().holds(day)) {
                    best = each;
                    length = beginning.length();
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Whether one of these is the beginning of the code. */
    public static boolean anyBegins(List<String> beginnings, String code) {
        return beginnings.stream()
                .anyMatch(each -> code.toUpperCase(Locale.ROOT).startsWith(each));
    }

    public List<Criterion> criteria(LocalDate day) {
        return criteria.stream().filter(each -> each.validity().holds(day)).toList();
    }

    public List<Drug> drugs(LocalDate day) {
        return drugs.stream().filter(each -> each.validity().holds(day)).toList();
    }

    public List<Syndrome> syndromes(LocalDate day) {
        return syndromes.stream().filter(each -> each.validity().holds(day)).toList();
    }

    /** Whether this is the code of a syndrome. */
    public boolean syndrome(String code) {
        return syndromes.stream().anyMatch(each -> each.code().equals(code));
    }

    /** What is counted: families of diseases and syndromes, with their names, as of a day. */
    public Map<String, Text> counted(LocalDate day) {
        var names = new HashMap<String, Text>();
        for (Disease each : diseases(day)) {
            names.merge(each.family(), each.name(), (one, other) -> each.code().equals(each.family()) ? other : one);
        }
        names.put("0600", new Text("艾滋病", "HIV and AIDS"));
        names.put("2600", new Text("肺结核", "pulmonary tuberculosis"));
        names.put("0400", new Text("痢疾", "dysentery"));
        names.put("1900", new Text("炭疽", "anthrax"));
        names.put("2300", new Text("疟疾", "malaria"));
        syndromes(day).forEach(each -> names.put(each.code(), each.name()));
        names.keySet()
                .retainAll(Stream.concat(
                                diseases(day).stream().map(Disease::family),
                                syndromes(day).stream().map(Syndrome::code))
                        .collect(Collectors.toSet()));
        return Map.copyOf(names);
    }

    public List<EventRule> events(String what, LocalDate day) {
        return events.stream()
                .filter(each -> each.what().equals(what) && each.validity().holds(day))
                .toList();
    }

    /** The methods that look at a series; those named for all where no line names it. */
    public List<Looking> detectors(String what, LocalDate day) {
        List<Looking> named = looking(what, day);
        return Stream.concat(
                        named.stream(),
                        looking("*", day).stream()
                                .filter(all -> named.stream()
                                        .noneMatch(own -> own.method().equals(all.method()))))
                .toList();
    }

    private List<Looking> looking(String what, LocalDate day) {
        return detectors.stream()
                .filter(each -> each.what().equals(what) && each.validity().holds(day))
                .toList();
    }

    // -- reading

    private static List<Row> rows(@Nullable Path folder, String file) {
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

    private static Disease disease(Row row) {
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
                Disease.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                row.validity(),
                row.yes("verified"),
                row.needed("source"));
    }

    private static Criterion criterion(Row row, Set<String> codes) {
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

    private static Drug drug(Row row, Set<String> codes) {
        return new Drug(in(row, "disease", codes), row.words("atc"), row.needed("what"), row.validity());
    }

    private static Syndrome syndrome(Row row) {
        return new Syndrome(
                row.needed("code"),
                new Text(row.needed("name"), row.needed("en")),
                row.words("icd10"),
                row.names("words"),
                row.names("and"),
                row.validity());
    }

    private static EventRule event(Row row, Set<String> counted) {
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

    private static Looking looking(Row row, Set<String> counted) {
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
            throw row.wrong(column, "No line of diseases.tsv or syndromes.tsv has this code.");
        }
        return code;
    }

    /** One code means one thing on one day. */
    private void once() {
        var seen = new HashSet<String>();
        for (Disease each : diseases) {
            // itself is one of them
            boolean twice = diseases.stream()
                            .filter(other -> other.code().equals(each.code())
                                    && each.validity()
                                            .from()
                                            .isBefore(other.validity().until())
                                    && other.validity()
                                            .from()
                                            .isBefore(each.validity().until()))
                            .count()
                    > 1;
            if (twice && seen.add(each.code())) {
                throw new Problem(
                        Problem.Kind.INVALID,
                        "surveillance.table-wrong",
                        "diseases.tsv lists " + each.code() + " twice for the same days.",
                        "A card must say one disease.",
                        "Give the earlier line an end.");
            }
        }
    }
}
