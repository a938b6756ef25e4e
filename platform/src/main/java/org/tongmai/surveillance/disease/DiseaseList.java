package org.tongmai.surveillance.disease;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;

/**
 * The rules of surveillance: ten tables, each line with a period of validity and a source. They come with the platform; a file of the
 * same name in the operator's folder takes the place of one.
 */
public final class DiseaseList {

    private final List<Disease> diseases;
    private final List<Criterion> criteria;
    private final List<Drug> drugs;
    private final List<Syndrome> syndromes;
    private final List<Reading.Family> families;
    private final List<Source> sources;
    private final List<EventRule> events;
    private final List<Looking> detectors;
    private final List<Trace> traces;
    private final List<AlarmBudget> budgets;
    private final List<Spoken> spoken;
    private final List<RumourRule> rumours;
    private final Set<String> everCounted;
    private final Set<String> sourceCodes;

    /** Lists of lines ask for one day again and again. */
    private volatile Counted last = new Counted(LocalDate.MIN, Map.of());

    private record Counted(LocalDate day, Map<String, Text> names) {}

    private DiseaseList(@Nullable Path folder) {
        this.diseases = Reading.rows(folder, "diseases.tsv").stream()
                .map(Reading::disease)
                .toList();
        Set<String> codes = diseases.stream().map(Disease::code).collect(Collectors.toUnmodifiableSet());
        this.criteria = Reading.rows(folder, "laboratory.tsv").stream()
                .map(row -> Reading.criterion(row, codes))
                .toList();
        this.drugs = Reading.rows(folder, "drugs.tsv").stream()
                .map(row -> Reading.drug(row, codes))
                .toList();
        this.syndromes = Reading.rows(folder, "syndromes.tsv").stream()
                .map(Reading::syndrome)
                .toList();
        this.sources = Reading.rows(folder, "sources.tsv").stream()
                .map(Reading::source)
                .toList();
        this.sourceCodes = sources.stream().map(Source::code).collect(Collectors.toUnmodifiableSet());
        Set<String> counted = Stream.of(
                        diseases.stream().map(Disease::family),
                        syndromes.stream().map(Syndrome::code),
                        sources.stream().map(Source::code))
                .flatMap(each -> each)
                .collect(Collectors.toUnmodifiableSet());
        this.everCounted = counted;
        this.families = Reading.rows(folder, "families.tsv").stream()
                .map(row -> Reading.family(row, counted))
                .toList();
        this.events = Reading.rows(folder, "events.tsv").stream()
                .map(row -> Reading.event(row, counted))
                .toList();
        this.detectors = Reading.rows(folder, "detectors.tsv").stream()
                .map(row -> Reading.looking(row, counted))
                .toList();
        this.traces = Reading.rows(folder, "evidence.tsv").stream()
                .map(row -> Reading.trace(row, counted))
                .toList();
        this.budgets = Reading.rows(folder, "budgets.tsv").stream()
                .map(Reading::budget)
                .toList();
        this.spoken = Reading.rows(folder, "spoken.tsv").stream()
                .map(row -> Reading.spoken(row, counted))
                .toList();
        this.rumours = Reading.rows(folder, "rumours.tsv").stream()
                .map(row -> Reading.rumour(row, counted))
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

    /** Codes of the sources, of any day. */
    public Set<String> sources() {
        return sourceCodes;
    }

    /** The sources of which counts may be brought in on a day. */
    public List<Source> sources(LocalDate day) {
        return sources.stream().filter(each -> each.validity().holds(day)).toList();
    }

    /** Whether this, or what it is an item of, is the code of a source. */
    public boolean source(String what) {
        return sourceCodes.contains(Source.code(what));
    }

    /** The source on a day; empty where there is none of this code. */
    public Optional<Source> source(String what, LocalDate day) {
        String code = Source.code(what);
        return sources.stream()
                .filter(each -> each.code().equals(code) && each.validity().holds(day))
                .findFirst();
    }

    /** Whether this is of a source whose counts are brought in as lists. */
    public boolean listed(String what) {
        String code = Source.code(what);
        return sources.stream().anyMatch(each -> each.code().equals(code) && each.way() == Source.Way.LIST);
    }

    /** Whether this is of a source whose observations are texts. */
    public boolean heard(String what) {
        String code = Source.code(what);
        return sources.stream().anyMatch(each -> each.code().equals(code) && each.way() == Source.Way.ITEM);
    }

    /** Whether only visits count as of the syndrome in which the patient stays. */
    public boolean inpatient(String syndrome, LocalDate day) {
        return syndromes.stream()
                .anyMatch(each -> each.code().equals(syndrome)
                        && each.inpatient()
                        && each.validity().holds(day));
    }

    /** From which source a series comes: its own, or that of cases or syndromes. */
    public String sourceOf(String what) {
        return source(what) ? Source.code(what) : syndrome(what) ? Source.SYNDROMES : Source.CASES;
    }

    /** How the public speaks, in the order in which it is looked for. */
    public List<Spoken> spoken(LocalDate day) {
        return spoken.stream().filter(each -> each.validity().holds(day)).toList();
    }

    /** From when on rumours of this raise a signal; the line for all where none names it. */
    public Optional<RumourRule> rumour(String what, LocalDate day) {
        List<RumourRule> now =
                rumours.stream().filter(each -> each.validity().holds(day)).toList();
        return now.stream()
                .filter(each -> each.what().equals(what))
                .findFirst()
                .or(() -> now.stream().filter(each -> each.what().equals("*")).findFirst());
    }

    /** What is counted is called so on a day; an item of a source by both. */
    public Text name(String what, LocalDate day) {
        Map<String, Text> names = counted(day);
        String code = Source.code(what);
        Text name = names.getOrDefault(code, new Text(code, code));
        String item = what.substring(code.length());
        return item.isEmpty()
                ? name
                : new Text(name.zh() + " " + item.substring(1), name.en() + " " + item.substring(1));
    }

    /** What is counted on some day: families of diseases, syndromes, sources. */
    public Set<String> everCounted() {
        return everCounted;
    }

    /** What is counted: families of diseases, syndromes and sources, with their names, as of a day. */
    public Map<String, Text> counted(LocalDate day) {
        Counted known = last;
        if (!known.day.equals(day)) {
            known = new Counted(day, names(day));
            last = known;
        }
        return known.names;
    }

    private Map<String, Text> names(LocalDate day) {
        var names = new HashMap<String, Text>();
        for (Disease each : diseases(day)) {
            names.merge(each.family(), each.name(), (one, other) -> each.code().equals(each.family()) ? other : one);
        }
        families.stream()
                .filter(each -> each.validity().holds(day))
                .forEach(each -> names.replace(each.code(), each.name()));
        syndromes(day).forEach(each -> names.put(each.code(), each.name()));
        sources(day).forEach(each -> names.put(each.code(), each.name()));
        return Map.copyOf(names);
    }

    public List<EventRule> events(String what, LocalDate day) {
        return events.stream()
                .filter(each ->
                        each.what().equals(Source.code(what)) && each.validity().holds(day))
                .toList();
    }

    /** The methods that look at a series; those named for all where no line names it. */
    public List<Looking> detectors(String what, LocalDate day) {
        List<Looking> named = looking(Source.code(what), day);
        return Stream.concat(
                        named.stream(),
                        looking("*", day).stream()
                                .filter(all -> named.stream()
                                        .noneMatch(own -> own.method().equals(all.method()))))
                .toList();
    }

    /** What an outbreak of a family leaves in series, on a day. */
    public List<Trace> traces(String family, LocalDate day) {
        return traces.stream()
                .filter(each -> each.of(family) && each.validity().holds(day))
                .map(each -> each.in(family))
                .toList();
    }

    /** False alarms that a place can look into in a quarter; 1 where no line says. */
    public double budget(String place, LocalDate day) {
        return budgets.stream()
                .filter(each -> each.of(place) && each.validity().holds(day))
                .max(Comparator.comparingInt(AlarmBudget::closeness))
                .map(AlarmBudget::perQuarter)
                .orElse(1.0);
    }

    private List<Looking> looking(String what, LocalDate day) {
        return detectors.stream()
                .filter(each -> each.what().equals(what) && each.validity().holds(day))
                .toList();
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
