package org.tongmai.person;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.kernel.Explanation;

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
        routes.shown(changes.stream().map(LinkChange::compartment));
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
                                each.decidedBy(),
                                each.explanation()))
                        .toList(),
                Long.toString(changes.isEmpty() ? since : changes.getLast().place()));
    }

    /** What the person of a Patient was made of, newest first, and what was said about its registrations. */
    @GetMapping("/{patient}/history")
    HistoryBody history(@PathVariable String patient, @Nullable Authentication caller) {
        PersonRoutes.steward(caller);
        Person person = persons.ofPatient(patient).orElseThrow(Persons::unknown);
        List<StewardWord> words = persons.wordsAbout(person);
        List<LinkPeriod> periods = persons.periods(person);
        routes.shown(Stream.concat(
                person.compartments().stream(),
                words.stream()
                        .flatMap(word ->
                                Stream.of(word.a().compartment(), word.b().compartment()))));
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
                routes.bodies(words));
    }

    record OfInstitutionBody(
            PersonRoutes.@Nullable InstitutionBody institution,
            long registrations,
            long withoutNumber,
            long withoutBirthDate,
            long withPlaceholder,
            long duplicates,
            long open) {}

    record QualityBody(Instant countedAt, List<OfInstitutionBody> institutions) {}

    record ChangeBody(
            String id,
            Instant at,
            @Nullable String patient,
            PersonRoutes.@Nullable InstitutionBody institution,
            @Nullable String before,
            String now,
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
