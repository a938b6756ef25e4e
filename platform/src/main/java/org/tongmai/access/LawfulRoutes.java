package org.tongmai.access;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Mask;

/** Statutory rules, and reading by them: who reads asks, a second person confirms, residents see it. */
@RestController
@RequestMapping("/api/access")
final class LawfulRoutes {

    private final LawfulReads reads;
    private final Laws laws;
    private final Subjects subjects;
    private final InstitutionNames institutions;
    private final Clock clock;

    LawfulRoutes(LawfulReads reads, Laws laws, Subjects subjects, InstitutionNames institutions, Clock clock) {
        this.reads = reads;
        this.laws = laws;
        this.subjects = subjects;
        this.institutions = institutions;
        this.clock = clock;
    }

    /** A category or a special class. */
    record Kind(String code, Text text) {}

    /** A rule as it is on a day. */
    record LawView(
            String id,
            int version,
            LocalDate from,
            @Nullable LocalDate until,
            boolean verified,
            Text title,
            Text law,
            Purpose purpose,
            Role role,
            List<String> kinds,
            Law.Place place,
            List<Kind> categories,
            List<Kind> classes,
            int careDays,
            int hours,
            Law.Tell tell,
            int tellDays,
            boolean document,
            boolean confirm,
            boolean overDenial) {}

    record LawList(LocalDate on, List<LawView> laws) {}

    record Asking(
            @Nullable String law,
            @Nullable String patient,
            @Nullable String authority,
            @Nullable String document,
            @Nullable String words,
            @Nullable Set<String> categories,
            @Nullable Instant careFrom,
            @Nullable Instant careUntil,
            @Nullable Instant tell) {}

    record Answer(@Nullable Boolean confirm, @Nullable String words) {}

    /**
     * A reading.
     *
     * @param patient logical id of the Patient that was named; null for a reviewer
     * @param about how the person is called; masked for a reviewer
     * @param basis law and article
     */
    record View(
            String id,
            @Nullable String patient,
            String about,
            String name,
            Role role,
            @Nullable InstitutionName institution,
            Text basis,
            String authority,
            @Nullable String document,
            String words,
            List<Kind> categories,
            @Nullable Instant careFrom,
            @Nullable Instant careUntil,
            Instant askedAt,
            Instant until,
            LawfulRead.State state,
            @Nullable String answerWords,
            Instant tellAt) {}

    record Views(List<View> readings) {}

    /** The rules in force on a day, for those who read and for those who watch. */
    @GetMapping("/laws")
    LawList laws(@RequestParam @Nullable LocalDate on) {
        LocalDate day = on == null ? laws.today() : on;
        return new LawList(
                day, laws.inForce(day).stream().map(LawfulRoutes::view).toList());
    }

    @PostMapping("/lawful")
    View ask(@RequestBody Asking asking) {
        return view(
                reads.ask(
                        Callers.current(),
                        new LawfulReads.Asked(
                                text(asking.law()),
                                text(asking.patient()),
                                text(asking.authority()),
                                text(asking.document()),
                                text(asking.words()),
                                asking.categories() == null ? Set.of() : asking.categories(),
                                asking.careFrom(),
                                asking.careUntil(),
                                asking.tell())),
                false);
    }

    /** A reader's own; a resident's, those at the own record that may be told. */
    @GetMapping("/lawful")
    Views list() {
        return new Views(reads.list(Callers.current()).stream()
                .map(each -> view(each, false))
                .toList());
    }

    @PostMapping("/lawful/{id}/end")
    View end(@PathVariable String id) {
        return view(reads.end(Callers.current(), id), false);
    }

    @GetMapping("/lawful/queue")
    Views queue(@RequestParam(defaultValue = "true") boolean waiting, @RequestParam(defaultValue = "50") int count) {
        return new Views(reads.queue(waiting, count).stream()
                .map(each -> view(each, true))
                .toList());
    }

    @PostMapping("/lawful/{id}/answer")
    View answer(@PathVariable String id, @RequestBody Answer said) {
        return view(reads.answer(Callers.current(), id, said.confirm(), said.words()), true);
    }

    private View view(LawfulRead read, boolean masked) {
        String name = subjects.name(read.compartment());
        return new View(
                read.id(),
                masked ? null : subjects.patientOf(read.compartment()).orElse(null),
                masked ? Mask.name(name) : name,
                read.name(),
                read.role(),
                read.institution() == null ? null : institutions.named(read.institution()),
                laws.words(read.reference()),
                read.authority(),
                read.document(),
                read.words(),
                read.categories().stream()
                        .map(each -> new Kind(each.word(), each.words()))
                        .toList(),
                read.careFrom(),
                read.careUntil(),
                read.askedAt(),
                read.until(),
                read.state(clock.instant()),
                read.answerWords(),
                read.tellAt());
    }

    private static LawView view(Law law) {
        return new LawView(
                law.id(),
                law.version(),
                law.from(),
                law.until(),
                law.verified(),
                law.title(),
                law.law(),
                law.purpose(),
                law.role(),
                law.kinds().stream().sorted().toList(),
                law.place(),
                law.categories().stream()
                        .map(each -> new Kind(each.word(), each.words()))
                        .toList(),
                law.classes().stream()
                        .map(each -> new Kind(each.name(), each.words()))
                        .toList(),
                law.careDays(),
                law.hours(),
                law.tell(),
                law.tellDays(),
                law.document(),
                law.confirm(),
                law.overDenial());
    }

    private static String text(@Nullable String said) {
        return said == null ? "" : said;
    }
}
