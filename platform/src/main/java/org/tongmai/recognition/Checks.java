package org.tongmai.recognition;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;
import org.tongmai.access.Subjects;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Institution;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.recognition.Check.Asked;
import org.tongmai.recognition.Check.Candidate;
import org.tongmai.recognition.Check.Wanted;
import org.tongmai.store.Fact;
import org.tongmai.store.Scope;
import org.tongmai.store.Scope.Grant;

/** Decides before results are looked up, looks them up, decides about each, leaves a trace of the look, and remembers what was shown. */
final class Checks {

    /** As residents see it in the log of looks. */
    static final String INTERACTION = "recognition";

    /** Items of one check: more stand on no order form. */
    static final int ITEMS_MAX = 100;

    /** Results shown of one item. */
    private static final int SHOWN_MAX = 6;

    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(
                    (Candidate each) -> each.decision().outcome())
            .thenComparing((Candidate each) -> each.found().at(), Comparator.reverseOrder())
            .thenComparing(each -> each.found().reference());

    private final Access access;
    private final Looks looks;
    private final Subjects subjects;
    private final Directory directory;
    private final InstitutionNames names;
    private final Catalogues catalogues;
    private final QualityRecords quality;
    private final Candidates candidates;
    private final Reliances reliances;
    private final Ledger ledger;
    private final Clock clock;

    Checks(
            Access access,
            Looks looks,
            Subjects subjects,
            Directory directory,
            InstitutionNames names,
            Catalogues catalogues,
            QualityRecords quality,
            Candidates candidates,
            Reliances reliances,
            Ledger ledger,
            Clock clock) {
        this.access = access;
        this.looks = looks;
        this.subjects = subjects;
        this.directory = directory;
        this.names = names;
        this.catalogues = catalogues;
        this.quality = quality;
        this.candidates = candidates;
        this.reliances = reliances;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Who asks, about whom, and how.
     *
     * @param department of who orders; null where not told
     * @param terminal how it comes: {@code cds-hooks} or {@code page}
     * @param reminding whether a card is shown that wants an answer
     */
    record Question(Caller doctor, String patient, @Nullable String department, String terminal, boolean reminding) {}

    /**
     * @param abandoned whether nobody waits for the answer any more; then nothing is remembered
     * @throws Problem {@code recognition.not-in-care}, {@code recognition.too-many-items}
     */
    Check check(Question question, List<Wanted> wanted, BooleanSupplier abandoned) {
        if (wanted.size() > ITEMS_MAX) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "recognition.too-many-items",
                    "More than " + ITEMS_MAX + " items are asked about at once.",
                    "No order form has so many.",
                    "Ask about what is being ordered now.");
        }
        Instant at = clock.instant();
        LocalDate today = LocalDate.ofInstant(at, Decision.ZONE);
        Catalogue catalogue = catalogues.current();
        return check(question, items(wanted, catalogue, today), catalogue, at, abandoned);
    }

    /** An order has several codes for one thing: it is asked about once, by the first that is known. */
    private static Map<Wanted, Optional<Item>> items(List<Wanted> wanted, Catalogue catalogue, LocalDate today) {
        Map<Wanted, Optional<Item>> items = new LinkedHashMap<>();
        Set<String> known = new HashSet<>();
        for (Wanted each : wanted) {
            Optional<Item> item = catalogue.item(each.system(), each.code(), today);
            if (item.filter(one -> known.add(each.order() + "|" + one.code())).isPresent()) {
                known.add(each.order());
                items.put(each, item);
            }
        }
        wanted.stream()
                .filter(each -> each.order().isEmpty() || known.add(each.order()))
                .filter(each ->
                        catalogue.item(each.system(), each.code(), today).isEmpty())
                .forEach(each -> items.put(each, Optional.empty()));
        return items;
    }

    /** Of every item of the catalogue what has results: for whoever opens a record. */
    Check everything(Question question, BooleanSupplier abandoned) {
        Instant at = clock.instant();
        Catalogue catalogue = catalogues.current();
        Map<Wanted, Optional<Item>> items = new LinkedHashMap<>();
        catalogue
                .items(LocalDate.ofInstant(at, Decision.ZONE))
                .forEach(each -> items.put(Wanted.item(each.code()), Optional.of(each)));
        Check all = check(question, items, catalogue, at, abandoned);
        return new Check(
                all.patient(),
                at,
                all.items().stream()
                        .filter(each -> !each.candidates().isEmpty())
                        .toList(),
                all.more());
    }

    private Check check(
            Question question,
            Map<Wanted, Optional<Item>> items,
            Catalogue catalogue,
            Instant at,
            BooleanSupplier abandoned) {
        Caller doctor = question.doctor();
        long compartment = subjects.compartmentOf(question.patient()).orElseThrow(Checks::notInCare);
        org.tongmai.access.Decision permitted = permitted(doctor, compartment);
        Scope scope = doctor.unrestricted() ? Scope.granted(List.of(Grant.whole(permitted.own()))) : permitted.scope();
        List<Item> known = items.values().stream().flatMap(Optional::stream).toList();
        List<Found> found = marked(doctor, candidates.find(scope, known, at));
        List<Asked> asked = decided(question, items, found, catalogue, at);
        if (abandoned.getAsBoolean()) {
            return new Check(question.patient(), at, List.of(), false);
        }
        looks.shown(doctor, Access.purposeOf(doctor), INTERACTION, Set.of(compartment), shown(asked));
        List<Asked> answerable = question.reminding() ? ledger.remind(question, compartment, asked, at) : asked;
        return new Check(question.patient(), at, answerable, permitted.withheld());
    }

    /** Decides who may see what of this person, with a trace where it is nothing. */
    org.tongmai.access.Decision permitted(Caller doctor, long compartment) {
        Purpose purpose = Access.purposeOf(doctor);
        org.tongmai.access.Decision permitted = access.decide(doctor, purpose, compartment);
        if (!permitted.allowed()) {
            looks.refused(doctor, purpose, INTERACTION, compartment);
            throw notInCare();
        }
        return permitted;
    }

    /** Those of which the doctor quoted an earlier version, and has not read the correction. */
    private List<Found> marked(Caller doctor, List<Found> found) {
        Set<Long> compartments = found.stream()
                .flatMap(Found::facts)
                .map(each -> each.key().compartment())
                .collect(Collectors.toSet());
        Set<String> corrected = reliances.correctedFor(doctor.account(), compartments);
        return corrected.isEmpty()
                ? found
                : found.stream()
                        .map(each -> each.facts().map(Fact::reference).anyMatch(corrected::contains)
                                ? each.correctedSinceQuoted()
                                : each)
                        .toList();
    }

    private List<Asked> decided(
            Question question, Map<Wanted, Optional<Item>> items, List<Found> found, Catalogue catalogue, Instant at) {
        Set<String> makers =
                found.stream().map(each -> each.result().institution()).collect(Collectors.toSet());
        List<String> codes = items.values().stream()
                .flatMap(Optional::stream)
                .map(Item::code)
                .toList();
        Decider decider = new Decider(
                catalogue, quality.of(makers, codes), reader(question.doctor(), at), question.department(), at);
        List<Asked> asked = new ArrayList<>();
        items.forEach((wanted, item) -> asked.add(new Asked(
                wanted,
                item.orElse(null),
                item.map(each -> decider.best(each, found)).orElse(List.of()),
                null,
                false)));
        return asked;
    }

    /** What one check decides with. */
    final class Decider {
        private final Catalogue catalogue;
        private final List<Evidence> evidence;
        private final Areas.Reader reader;
        private final @Nullable String department;
        private final Instant at;

        Decider(
                Catalogue catalogue,
                List<Evidence> evidence,
                Areas.Reader reader,
                @Nullable String department,
                Instant at) {
            this.catalogue = catalogue;
            this.evidence = evidence;
            this.reader = reader;
            this.department = department;
            this.at = at;
        }

        List<Candidate> best(Item item, Collection<Found> found) {
            return found.stream()
                    .filter(each -> each.codes().stream().anyMatch(item.codes()::containsKey))
                    .map(each -> decided(item, each))
                    .sorted(BEST_FIRST)
                    .limit(SHOWN_MAX)
                    .toList();
        }

        private Candidate decided(Item item, Found each) {
            String maker = each.result().institution();
            Decision decision = Decision.of(
                    new Decision.Order(item, reader, department, at),
                    each.result(),
                    evidence.stream().filter(one -> one.of(maker, item.code())).toList(),
                    catalogue.areas(),
                    catalogue.edition());
            return new Candidate(each, decision, names.named(maker));
        }
    }

    Decider decider(Caller doctor, @Nullable String department, Set<String> makers, List<Item> items, Instant at) {
        List<String> codes = items.stream().map(Item::code).toList();
        return new Decider(catalogues.current(), quality.of(makers, codes), reader(doctor, at), department, at);
    }

    /** The doctor's institution and where it is: as the directory has it, else by its registrar (GB 32100, places 3 to 8). */
    private Areas.Reader reader(Caller doctor, Instant at) {
        String institution = doctor.institution();
        if (institution == null) {
            return new Areas.Reader("", null);
        }
        RegionCode region = directory
                .institution(institution, LocalDate.ofInstant(at, Decision.ZONE))
                .map(Institution::region)
                .or(() -> institution.length() < 8 ? Optional.empty() : RegionCode.find(institution.substring(2, 8)))
                .orElse(null);
        return new Areas.Reader(institution, region);
    }

    private static List<Fact> shown(List<Asked> asked) {
        Set<Fact> shown = new HashSet<>();
        for (Asked each : asked) {
            for (Candidate candidate : each.candidates()) {
                candidate.found().facts().forEach(shown::add);
            }
        }
        return List.copyOf(shown);
    }

    /** The same whether there is no such patient or none in care, so that it tells nothing. */
    static Problem notInCare() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "recognition.not-in-care",
                "This patient is not in care at your institution.",
                "A doctor sees results of patients with an encounter, open or recent, at the doctor's own institution.",
                "Register the visit first.");
    }
}
