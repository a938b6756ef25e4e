package org.tongmai.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.SentinelCase.Deed;
import org.tongmai.access.SentinelCase.State;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Mask;
import org.tongmai.kernel.Problem;

/** The state of security (安全态势): unusual reading, what was done about it, and failed sign-ins. */
@RestController
@RequestMapping("/api/access/sentinel")
final class SentinelRoutes {

    private static final int PAGE_MAX = 100;
    private static final int WORDS_SHORTEST = 4;
    private static final int WORDS_LONGEST = 500;
    private static final Duration LATELY = Duration.ofHours(24);

    private final SentinelStore store;
    private final Subjects subjects;
    private final InstitutionNames institutions;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SentinelRoutes(
            SentinelStore store,
            Subjects subjects,
            InstitutionNames institutions,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.store = store;
        this.subjects = subjects;
        this.institutions = institutions;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** A case in the list. */
    record CaseView(
            String id,
            String account,
            String name,
            @Nullable InstitutionName institution,
            Instant from,
            Instant until,
            double score,
            int patients,
            Explanation why,
            State state,
            SentinelCase.Measure measure,
            Restraint reading) {}

    /**
     * A look that counted, without clinical content.
     *
     * @param patient masked name
     */
    record LookView(
            Instant at,
            String patient,
            Text basis,
            String interaction,
            boolean shown,
            @Nullable String terminal) {}

    record Whole(CaseView found, List<LookView> looks, List<SentinelCase.Action> actions) {}

    record Page(List<CaseView> cases, int total) {}

    record Said(@Nullable String what, @Nullable String words) {}

    /** Failed sign-ins of the last day and logins that are locked. */
    record SignIns(int failures, int locked) {}

    /** @param account for the staff only */
    record Named(@Nullable String patient, @Nullable String account) {}

    record SubjectView(
            String kind, String account, @Nullable String patient, String name) {}

    @GetMapping("/cases")
    Page cases(
            @RequestParam(defaultValue = "OPEN") List<String> state,
            @RequestParam(defaultValue = "0") double least,
            @RequestParam(defaultValue = "0") int from,
            @RequestParam(defaultValue = "50") int count) {
        Set<State> states = state.stream()
                .map(each -> word(State.class, each))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(State.class)));
        return new Page(
                store.list(states, least, Math.max(0, from), Math.clamp(count, 1, PAGE_MAX)).stream()
                        .map(this::view)
                        .toList(),
                store.count(states, least));
    }

    @GetMapping("/cases/{id}")
    Whole one(@PathVariable String id) {
        return whole(found(id));
    }

    /** Does something about a case; each is undone by another: {@code LIFT} frees the reader, and any state can follow any. */
    @PostMapping("/cases/{id}/act")
    Whole act(@PathVariable String id, @RequestBody Said said) {
        SentinelCase about = found(id);
        Deed what = word(Deed.class, said.what() == null ? "" : said.what());
        String words = said.words() == null ? "" : said.words().strip();
        if (words.length() < WORDS_SHORTEST || words.length() > WORDS_LONGEST) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.sentinel-words",
                    "What is done about a case takes " + WORDS_SHORTEST + " to " + WORDS_LONGEST
                            + " characters of reason.",
                    "Whoever looks at it later reads why.",
                    "Say why.");
        }
        transaction.executeWithoutResult(status -> {
            switch (what) {
                case DISMISS -> {
                    store.state(about, State.DISMISSED);
                    store.restrain(about.account(), Restraint.FREE);
                }
                case ASK -> store.state(about, State.ASKED);
                case REVIEW -> store.state(about, State.REVIEW);
                case THROTTLE -> store.restrain(about.account(), Restraint.THROTTLED);
                case FREEZE -> store.restrain(about.account(), Restraint.FROZEN);
                case LIFT -> store.restrain(about.account(), Restraint.FREE);
                case NOTE, WARN -> {
                    // written down, and that is all
                }
            }
            store.act(
                    about.account(),
                    about.begun(),
                    clock.instant(),
                    Callers.current().account(),
                    what,
                    words);
        });
        return one(id);
    }

    @GetMapping("/sign-ins")
    SignIns signIns() {
        var failures = store.failures(clock.instant().minus(LATELY));
        return new SignIns(failures.failures(), failures.locked());
    }

    @GetMapping("/subjects")
    List<SubjectView> subjects() {
        return store.subjects().stream()
                .map(each -> new SubjectView(
                        each.kind(),
                        each.account(),
                        subjects.patientOf(each.compartment()).orElse(null),
                        Mask.name(subjects.name(each.compartment()))))
                .toList();
    }

    /** Says that everybody knows a resident, or, with an account, who of the staff it is. */
    @PostMapping("/subjects")
    List<SubjectView> put(@RequestBody Named named) {
        store.put(subject(named), clock.instant(), Callers.current().account());
        return subjects();
    }

    @DeleteMapping("/subjects")
    List<SubjectView> drop(@RequestBody Named named) {
        store.drop(subject(named));
        return subjects();
    }

    private SentinelStore.Subject subject(Named named) {
        long compartment = Optional.ofNullable(named.patient())
                .flatMap(subjects::compartmentOf)
                .filter(each -> subjects.patientOf(each).isPresent())
                .orElseThrow(Consents::noSuchPatient);
        String account = named.account() == null ? "" : named.account().strip();
        return new SentinelStore.Subject(account.isEmpty() ? "WATCHED" : "STAFF", account, compartment);
    }

    private SentinelCase found(String id) {
        int at = id.lastIndexOf('@');
        try {
            if (at > 0) {
                return store.one(id.substring(0, at), LocalDate.parse(id.substring(at + 1)))
                        .orElseThrow(SentinelRoutes::noSuchCase);
            }
        } catch (DateTimeParseException noDate) {
            // refused below
        }
        throw noSuchCase();
    }

    private Whole whole(SentinelCase found) {
        List<Look> looks = store.looks(found.places());
        Map<Long, String> names =
                subjects.names(looks.stream().map(Look::compartment).collect(Collectors.toUnmodifiableSet()));
        return new Whole(
                view(found),
                looks.stream()
                        .map(each -> new LookView(
                                each.at(),
                                Mask.name(names.getOrDefault(each.compartment(), "")),
                                each.basis().words(),
                                each.interaction(),
                                each.shown(),
                                each.terminal()))
                        .toList(),
                store.actions(found));
    }

    private CaseView view(SentinelCase each) {
        return new CaseView(
                each.id(),
                each.account(),
                each.name(),
                each.institution() == null ? null : institutions.named(each.institution()),
                each.from(),
                each.until(),
                Math.round(each.score() * 10) / 10.0,
                each.patients(),
                each.why(),
                each.state(),
                each.measure(),
                each.reading());
    }

    private static <E extends Enum<E>> E word(Class<E> words, String word) {
        return Arrays.stream(words.getEnumConstants())
                .filter(each -> each.name().equals(word))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        Problem.Kind.INVALID,
                        "access.sentinel-word",
                        "A word is missing or unknown.",
                        "There are these: " + Arrays.toString(words.getEnumConstants()) + ".",
                        "Use one of them."));
    }

    private static Problem noSuchCase() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-case",
                "There is no such case of unusual reading.",
                "Cases are named by account and first day.",
                "Reload the list.");
    }
}
