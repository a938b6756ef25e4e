package org.tongmai.recognition;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Subjects;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.recognition.Check.Wanted;

/** {@code /api/recognition} for doctors without an integrated order form, and for residents. */
@RestController
@RequestMapping("/api/recognition")
final class RecognitionRoutes {

    static final String PAGE = "page";

    private static final int FOUND_MAX = 20;

    /** Quotations told to a resident. */
    private static final int SAVED_MAX = 100;

    private final Checks checks;
    private final Ledger ledger;
    private final Notices notices;
    private final EventStore events;
    private final Catalogues catalogues;
    private final Subjects subjects;
    private final InstitutionNames names;
    private final Clock clock;

    RecognitionRoutes(
            Checks checks,
            Ledger ledger,
            Notices notices,
            EventStore events,
            Catalogues catalogues,
            Subjects subjects,
            InstitutionNames names,
            Clock clock) {
        this.checks = checks;
        this.ledger = ledger;
        this.notices = notices;
        this.events = events;
        this.catalogues = catalogues;
        this.subjects = subjects;
        this.names = names;
        this.clock = clock;
    }

    /** Items by code, name, alias or pinyin initials. */
    @GetMapping("/items")
    Items items(@RequestParam(defaultValue = "") String query) {
        return new Items(catalogues.current().search(query, today(), FOUND_MAX).stream()
                .map(Views::of)
                .toList());
    }

    /** For what an examination may be repeated. */
    @GetMapping("/reasons")
    Reasons reasons() {
        return new Reasons(Arrays.stream(RepeatReason.values())
                .map(each -> new Reason(each.name(), each.words(), each.wantsWords()))
                .toList());
    }

    /** What could stand in for items that are about to be ordered. */
    @PostMapping("/checks")
    Views.CheckView check(@RequestBody Questioned asked) {
        if (asked.patient() == null || asked.items() == null || asked.items().isEmpty()) {
            throw incomplete("The patient or the items are missing.");
        }
        List<Wanted> wanted =
                asked.items().stream().distinct().map(Wanted::item).toList();
        return Views.of(checks.check(
                new Checks.Question(Callers.current(), asked.patient(), asked.department(), PAGE, true),
                wanted,
                () -> false));
    }

    /** The answer to a card. */
    @PostMapping("/cards/{card}/answer")
    Answered answer(@PathVariable UUID card, @RequestBody Answer answer) {
        Caller doctor = Callers.current();
        Event event =
                switch (answer.decision() == null ? "" : answer.decision()) {
                    case "quote" -> ledger.quote(doctor, card, PAGE);
                    case "refuse" ->
                        ledger.refuse(
                                doctor, card, answer.reason() == null ? "" : answer.reason(), answer.words(), PAGE);
                    default -> throw incomplete("The decision is neither quote nor refuse.");
                };
        return new Answered(event.kind(), event.at(), event.patientFen(), event.fundFen());
    }

    /** Results that the doctor quoted, or a colleague who has not read it, and that were corrected or withdrawn since. */
    @GetMapping("/notices")
    NoticeList notices() {
        Caller doctor = Callers.current();
        return new NoticeList(notices.open(doctor).stream()
                .map(each -> new NoticeView(
                        each.id(),
                        each.result(),
                        each.doctor().equals(doctor.account()),
                        subjects.patientOf(each.patient()).orElse(null),
                        named(each.item()),
                        each.kind(),
                        each.quotedAt(),
                        each.at()))
                .toList());
    }

    @PostMapping("/notices/{id}/acknowledge")
    void acknowledge(@PathVariable UUID id) {
        notices.acknowledge(Callers.current(), id);
    }

    /** What relying on results saved the resident. */
    @GetMapping("/me")
    Saved me() {
        var own = subjects.compartmentsOf(Callers.current());
        if (own.isEmpty()) {
            return new Saved(0, 0, 0, List.of());
        }
        EventStore.Sum sum = events.savedSum(own);
        return new Saved(
                sum.events(),
                sum.patientFen(),
                sum.fundFen(),
                events.saved(own, SAVED_MAX).stream()
                        .map(each -> new SavedLine(
                                each.at(),
                                named(each.item()),
                                names.named(each.institution()),
                                names.named(each.maker()),
                                each.madeAt(),
                                each.patientFen(),
                                each.fundFen()))
                        .toList());
    }

    private Text named(String item) {
        return catalogues.current().item(item, today()).map(Item::name).orElse(new Text(item, item));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Decision.ZONE);
    }

    private static Problem incomplete(String what) {
        return new Problem(
                Problem.Kind.INVALID,
                "recognition.incomplete",
                what,
                "The request cannot be understood without it.",
                "Complete the request; docs/recognition.md lists what each wants.");
    }

    record Items(List<Views.ItemView> items) {}

    record Reason(String code, Text words, boolean wantsWords) {}

    record Reasons(List<Reason> reasons) {}

    record Questioned(
            @Nullable String patient,
            @Nullable String department,
            @Nullable List<String> items) {}

    /** @param decision {@code quote} or {@code refuse} */
    record Answer(
            @Nullable String decision,
            @Nullable String reason,
            @Nullable String words) {

        /** Not the words, so that they cannot slip into a log. */
        @Override
        public String toString() {
            return "answer";
        }
    }

    record Answered(Event.Kind kind, Instant at, long patientFen, long fundFen) {}

    /** @param own whether the reader quoted it, and not a colleague */
    record NoticeView(
            UUID id,
            String result,
            boolean own,
            @Nullable String patient,
            Text item,
            Notices.Kind kind,
            Instant quotedAt,
            Instant at) {}

    record NoticeList(List<NoticeView> notices) {}

    record SavedLine(
            Instant at,
            Text item,
            InstitutionName institution,
            InstitutionName maker,
            @Nullable Instant madeAt,
            long patientFen,
            long fundFen) {}

    record Saved(long events, long patientFen, long fundFen, List<SavedLine> quotations) {}
}
