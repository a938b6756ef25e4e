package org.tongmai.person;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;

/** {@code /api/person} for stewards: quality by institution, changes of links, the history of a person. */
@RestController
@RequestMapping("/api/person")
class StewardRoutes {

    private static final int CHANGES_DEFAULT = 100;

    private static final int CHANGES_MAX = 200;

    private final Persons persons;
    private final PersonRoutes routes;

    StewardRoutes(Persons persons, PersonRoutes routes) {
        this.persons = persons;
        this.routes = routes;
    }

    @GetMapping("/quality")
    QualityBody quality(@Nullable Authentication caller) {
        PersonRoutes.steward(caller);
        IndexQuality quality = persons.quality();
        PersonRoutes.Named named =
                routes.names(quality.institutions().stream().map(IndexQuality.OfInstitution::institution));
        return new QualityBody(
                quality.countedAt(),
                quality.institutions().stream()
                        .map(each -> new OfInstitutionBody(
                                each.institution().isEmpty() ? null : named.institution(each.institution()),
                                each.registrations(),
                                each.unnumbered(),
                                each.unborn(),
                                each.placeholder(),
                                each.duplicates(),
                                each.open()))
                        .toList());
    }

    /** Changes after a place, oldest first; {@code next} is the place of the last, to be asked with the next time. */
    @GetMapping("/changes")
    ChangesBody changes(
            @RequestParam(defaultValue = "0") long since,
            @RequestParam(defaultValue = "" + CHANGES_DEFAULT) int count,
            @Nullable Authentication caller) {
        PersonRoutes.steward(caller);
        List<LinkChange> changes = persons.changes(since, Math.clamp(count, 1, CHANGES_MAX));
        Map<Long, Set<Long>> parted = persons.parted(changes);
        Map<Long, Identity> others =
                persons.identities(parted.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
        routes.shown(Stream.concat(changes.stream().map(LinkChange::compartment), others.keySet().stream()));
        PersonRoutes.Named named = routes.names(changes.stream().map(LinkChange::institution));
        return new ChangesBody(
                changes.stream()
                        .map(each -> new ChangeBody(
                                Long.toString(each.place()),
                                each.at(),
                                each.patient(),
                                named.institution(each.institution()),
                                each.before() == null ? null : Long.toString(each.before()),
                                Long.toString(each.now()),
                                parted.getOrDefault(each.place(), Set.of()).stream()
                                        .map(others::get)
                                        .filter(Objects::nonNull)
                                        .map(Identity::patient)
                                        .toList(),
                                each.decidedBy(),
                                each.explanation()))
                        .toList(),
                Long.toString(changes.isEmpty() ? since : changes.getLast().place()));
    }

    /**
     * Looks somebody up by number, by name and birth date, or by the number of the person. A search is a POST: names and numbers stand
     * in no address and no log of addresses.
     */
    @PostMapping("/search")
    FoundBody search(@RequestBody SoughtBody sought, @Nullable Authentication caller) {
        PersonRoutes.steward(caller);
        Long number = person(text(sought.person()));
        List<Identity> all = number == null
                ? persons.sought(text(sought.name()), day(text(sought.birthDate())), text(sought.number()))
                : persons.ofNumber(number);
        List<Identity> found = all.subList(0, Math.min(all.size(), Persons.SOUGHT_MOST));
        routes.sought(found);
        Map<Long, Long> numbers =
                persons.numbers(found.stream().map(Identity::compartment).toList());
        Map<Long, Set<Long>> whole =
                persons.together(found.stream().map(Identity::compartment).collect(Collectors.toSet()));
        Map<Long, List<Identity>> byPerson = new LinkedHashMap<>();
        for (Identity each : found) {
            byPerson.computeIfAbsent(numbers.getOrDefault(each.compartment(), each.home()), none -> new ArrayList<>())
                    .add(each);
        }
        return new FoundBody(
                byPerson.entrySet().stream()
                        .map(person -> new FoundPersonBody(
                                Long.toString(person.getKey()),
                                whole.getOrDefault(person.getValue().getFirst().compartment(), Set.of())
                                        .size(),
                                routes.bodies(person.getValue())))
                        .toList(),
                all.size() > found.size(),
                number == null ? null : persons.retired(number).orElse(null));
    }

    private static String text(@Nullable String written) {
        return written == null ? "" : written.strip();
    }

    private static @Nullable Long person(String written) {
        try {
            return written.isEmpty() ? null : Long.valueOf(written);
        } catch (NumberFormatException noNumber) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "person.number-unreadable",
                    "The number of a person has digits only.",
                    "It is the platform's own number and no document's.",
                    "Put a document's number or a telephone into the other field.",
                    List.of("person"));
        }
    }

    private static @Nullable LocalDate day(String written) {
        try {
            return written.isEmpty() ? null : LocalDate.parse(written);
        } catch (DateTimeException noDay) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "person.birth-date-unreadable",
                    "The birth date is no day.",
                    "It is looked for by day, written like 1980-01-31.",
                    "Write year, month and day.",
                    List.of("birthDate"));
        }
    }

    /** What the person of a Patient was made of, newest first, and what was said about its registrations. */
    @GetMapping("/{patient}/history")
    HistoryBody history(@PathVariable String patient, @Nullable Authentication caller) {
        PersonRoutes.steward(caller);
        Person person = persons.ofPatient(patient).orElseThrow(Persons::unknown);
        List<StewardDecision> decisions = persons.decisionsAbout(person);
        List<LinkPeriod> periods = persons.periods(person);
        routes.shown(Stream.concat(person.compartments().stream(), PersonRoutes.registrations(decisions)));
        PersonRoutes.Named named = routes.names(periods.stream().map(LinkPeriod::institution));
        return new HistoryBody(
                Long.toString(person.id()),
                routes.bodies(persons.identities(person.compartments()).values()),
                periods.stream()
                        .map(each -> new PeriodBody(
                                each.patient(),
                                named.institution(each.institution()),
                                Long.toString(each.person()),
                                each.since(),
                                each.until(),
                                each.decidedBy(),
                                each.explanation()))
                        .toList(),
                routes.decided(decisions));
    }

    record SoughtBody(
            @Nullable String name,
            @Nullable String birthDate,
            @Nullable String number,
            @Nullable String person) {

        /** Nobody's data, so that it cannot slip into a log. */
        @Override
        public String toString() {
            return "somebody sought";
        }
    }

    /**
     * @param registrations how many the person has
     * @param found those of them that were found
     */
    record FoundPersonBody(String person, int registrations, List<PersonRoutes.MemberBody> found) {}

    /**
     * @param more whether there are more than are told
     * @param retiredAt when the last registration of the person that was asked for by its number was deleted
     */
    record FoundBody(
            List<FoundPersonBody> persons,
            boolean more,
            @Nullable Instant retiredAt) {}

    record OfInstitutionBody(
            PersonRoutes.@Nullable InstitutionBody institution,
            long registrations,
            long withoutNumber,
            long withoutBirthDate,
            long withPlaceholder,
            long duplicates,
            long open) {}

    record QualityBody(Instant countedAt, List<OfInstitutionBody> institutions) {}

    /** @param partedFrom the Patients with whom it stood before and stands no longer */
    record ChangeBody(
            String id,
            Instant at,
            @Nullable String patient,
            PersonRoutes.@Nullable InstitutionBody institution,
            @Nullable String before,
            String now,
            List<String> partedFrom,
            String decidedBy,
            Explanation explanation) {}

    record ChangesBody(List<ChangeBody> changes, String next) {}

    record PeriodBody(
            @Nullable String patient,
            PersonRoutes.@Nullable InstitutionBody institution,
            String person,
            Instant since,
            @Nullable Instant until,
            String decidedBy,
            Explanation explanation) {}

    record HistoryBody(
            String person,
            List<PersonRoutes.MemberBody> members,
            List<PeriodBody> periods,
            List<PersonRoutes.DecisionBody> decisions) {}
}
