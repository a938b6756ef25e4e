package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Callers;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.InstitutionNames;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.surveillance.capture.Certainty;
import org.tongmai.surveillance.capture.Trigger;
import org.tongmai.surveillance.disease.Disease;
import org.tongmai.surveillance.disease.DiseaseList;

/** {@code /api/surveillance/cards}: report cards of the caller's institution or region. */
@RestController
@RequestMapping("/api/surveillance")
final class CardRoutes {

    private static final Duration PUNCTUALITY = Duration.ofDays(90);

    /** 排除: what is proposed where nothing speaks of a case any more. */
    private static final String EXCLUDED = "EXCLUDED";

    private final ReportCards cards;
    private final DiseaseList list;
    private final InstitutionNames names;
    private final RegionNames regions;
    private final Clock clock;

    CardRoutes(ReportCards cards, DiseaseList list, InstitutionNames names, RegionNames regions, Clock clock) {
        this.cards = cards;
        this.list = list;
        this.names = names;
        this.regions = regions;
        this.clock = clock;
    }

    /** What waits for the caller. */
    @GetMapping("/cards/waiting")
    Waiting waiting() {
        return new Waiting(
                clock.instant(),
                cards.waiting(Callers.current()).stream().map(this::line).toList());
    }

    /**
     * @param state parted by commas; none for all
     * @param late only those that are or were overdue
     * @param since when the platform learned of them
     * @param once without those that say the same case as another
     */
    @GetMapping("/cards")
    Page list(
            @RequestParam(defaultValue = "") String state,
            @RequestParam @Nullable String what,
            @RequestParam(defaultValue = "false") boolean late,
            @RequestParam @Nullable String region,
            @RequestParam @Nullable Instant since,
            @RequestParam(defaultValue = "false") boolean once,
            @RequestParam @Nullable Long before) {
        Set<CardState> states = states(state);
        ReportCards.Listed found = cards.list(
                Callers.current(),
                new CardLists.Filter(
                        states.isEmpty() ? EnumSet.allOf(CardState.class) : states,
                        what,
                        late,
                        region,
                        since == null ? Instant.EPOCH : since,
                        once),
                before == null ? Long.MAX_VALUE : before);
        return new Page(
                clock.instant(),
                found.cards().stream().map(this::line).toList(),
                found.next() == null ? null : String.valueOf(found.next()));
    }

    /** How reports kept their time in the last 90 days. */
    @GetMapping("/cards/punctuality")
    Punctuality punctuality() {
        return new Punctuality(cards
                .punctuality(Callers.current(), clock.instant().minus(PUNCTUALITY))
                .stream()
                .map(each -> new Kept(
                        names.named(each.institution()), each.timely(), each.late(), each.missed(), each.open()))
                .toList());
    }

    @GetMapping("/cards/{id}")
    CardView card(@PathVariable long id) {
        ReportCards.Whole whole = cards.card(Callers.current(), id);
        return new CardView(
                clock.instant(),
                line(whole.card()),
                whole.card().fields(),
                whole.events(),
                whole.supports().stream()
                        .map(each -> new SupportView(
                                each.trigger(), each.trigger().words(), each.at(), each.resource(), each.why()))
                        .toList());
    }

    @PostMapping("/cards/{id}/confirm")
    Line confirm(@PathVariable long id, @RequestBody Deed deed) {
        return line(cards.confirm(Callers.current(), id, deed.revision(), deed.written()));
    }

    @PostMapping("/cards/{id}/discard")
    Line discard(@PathVariable long id, @RequestBody Deed deed) {
        return line(cards.discard(Callers.current(), id, deed.revision(), deed.why()));
    }

    @PostMapping("/cards/{id}/correct")
    Line correct(@PathVariable long id, @RequestBody Deed deed) {
        return line(cards.correct(Callers.current(), id, deed.revision(), deed.written(), deed.why()));
    }

    @PostMapping("/cards/{id}/withdraw")
    Line withdraw(@PathVariable long id, @RequestBody Deed deed) {
        return line(cards.withdraw(Callers.current(), id, deed.revision(), deed.why()));
    }

    @PostMapping("/cards/{id}/review")
    Line review(@PathVariable long id, @RequestBody Deed deed) {
        return line(
                cards.review(Callers.current(), id, deed.revision(), Boolean.TRUE.equals(deed.agreed()), deed.why()));
    }

    /** The diseases of today's list. */
    @GetMapping("/diseases")
    Diseases diseases() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
        return new Diseases(
                list.diseases(today).stream()
                        .map(each -> new DiseaseView(
                                each.code(),
                                each.name(),
                                each.classed(),
                                each.strict(),
                                each.deadline().toHours(),
                                each.family(),
                                each.verified(),
                                each.source()))
                        .toList(),
                list.counted(today));
    }

    private static Set<CardState> states(String text) {
        try {
            return text.isBlank()
                    ? EnumSet.noneOf(CardState.class)
                    : Arrays.stream(text.split(","))
                            .map(CardState::valueOf)
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(CardState.class)));
        } catch (IllegalArgumentException unknown) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.state-unknown",
                    "There is no such state of a card.",
                    "States are " + Arrays.toString(CardState.values()) + ".",
                    "Ask for some of them, parted by commas.");
        }
    }

    /** A card as a list shows it: nobody is recognised. */
    Line line(ReportCard card) {
        Disease disease = list.known(card.disease()).orElseThrow();
        LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
        int years = card.fields().years(today);
        ReportCard.Proposed proposed = card.proposed();
        Certainty certainty = proposed == null ? null : proposed.certainty();
        return new Line(
                String.valueOf(card.id()),
                card.revision(),
                card.state().name(),
                card.disease(),
                disease.name(),
                disease.classed(),
                disease.strict(),
                card.family(),
                card.certainty().name(),
                card.fields().maskedName(),
                card.fields().sex(),
                years == Integer.MAX_VALUE ? null : years,
                regions.named(card.place()),
                regions.named(card.jurisdiction()),
                names.named(card.institution()),
                card.doctor(),
                card.onset(),
                card.clock().from(),
                card.clock().due(),
                card.clock().level(clock.instant()).name(),
                card.clock().verdict(card.progress().sentAt(), clock.instant()).name(),
                card.knownAt(),
                card.progress().sentAt(),
                card.progress().reviewDueAt(),
                card.progress().reviewedAt(),
                proposed == null
                        ? null
                        : new ProposedView(
                                certainty == null ? EXCLUDED : certainty.name(),
                                list.known(proposed.disease()).orElseThrow().name(),
                                proposed.dueAt()),
                card.duplicateOf() == null ? null : String.valueOf(card.duplicateOf()),
                card.filled());
    }

    record Waiting(Instant now, List<Line> cards) {}

    record Page(Instant now, List<Line> cards, @Nullable String next) {}

    record Place(String code, String name) {}

    record ProposedView(String certainty, Text disease, Instant dueAt) {}

    record Line(
            String id,
            int revision,
            String state,
            String disease,
            Text name,
            String classed,
            boolean strict,
            String what,
            String certainty,
            String person,
            String sex,
            @Nullable Integer years,
            Place place,
            Place jurisdiction,
            InstitutionName institution,
            String doctor,
            LocalDate onset,
            Instant diagnosedAt,
            Instant dueAt,
            String level,
            String verdict,
            Instant knownAt,
            @Nullable Instant sentAt,
            @Nullable Instant reviewDueAt,
            @Nullable Instant reviewedAt,
            @Nullable ProposedView proposed,
            @Nullable String duplicateOf,
            double filled) {}

    record SupportView(Trigger trigger, Text words, Instant at, String resource, Explanation why) {}

    record CardView(
            Instant now, Line card, CardFields fields, List<CardEvidence.Event> events, List<SupportView> evidence) {}

    record Kept(InstitutionName institution, long timely, long late, long missed, long open) {}

    record Punctuality(List<Kept> institutions) {}

    record DiseaseView(
            String code,
            Text name,
            String classed,
            boolean strict,
            long deadlineHours,
            String family,
            boolean verified,
            String source) {}

    record Diseases(List<DiseaseView> diseases, Map<String, Text> counted) {}

    /** What somebody does with a card. */
    record Deed(
            int revision,
            @Nullable Map<String, String> fields,
            @Nullable String reason,
            @Nullable Boolean agreed) {

        Map<String, String> written() {
            return fields == null ? Map.of() : fields;
        }

        String why() {
            return reason == null ? "" : reason;
        }
    }
}
