package org.tongmai.recognition;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Role;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;

/** {@code /api/recognition} for those who keep the catalogue and quality control, and for those who answer for the figures. */
@RestController
@RequestMapping("/api/recognition")
final class AdministrationRoutes {

    /** Events of one page. */
    private static final int PAGE_MAX = 200;

    /** Days where none are named. */
    private static final int DAYS = 30;

    private final Catalogues catalogues;
    private final QualityRecords quality;
    private final Figures figures;
    private final EventStore events;
    private final InstitutionNames names;
    private final Clock clock;

    AdministrationRoutes(
            Catalogues catalogues,
            QualityRecords quality,
            Figures figures,
            EventStore events,
            InstitutionNames names,
            Clock clock) {
        this.catalogues = catalogues;
        this.quality = quality;
        this.figures = figures;
        this.events = events;
        this.names = names;
        this.clock = clock;
    }

    // -- catalogue

    /** Every item of a day. */
    @GetMapping("/catalogue")
    CatalogueView catalogue(@RequestParam @Nullable LocalDate date) {
        Catalogue catalogue = catalogues.current();
        return new CatalogueView(
                catalogue.edition(),
                catalogue.items(date == null ? today() : date).stream()
                        .map(AdministrationRoutes::view)
                        .toList(),
                catalogues.history());
    }

    /** A file of the catalogue as it stands. */
    @GetMapping("/files/{file}")
    ResponseEntity<String> file(@PathVariable String file) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"))
                .body(catalogues.text(named(file)));
    }

    /** Replaces a file of the catalogue; every fault in it is told. */
    @PutMapping("/files/{file}")
    Replaced replace(@PathVariable String file, @RequestBody Content content) {
        return new Replaced(catalogues.replace(
                named(file), required(content), Callers.current().account()));
    }

    // -- quality control

    @GetMapping("/quality")
    QualityPage quality(
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable String item,
            @RequestParam @Nullable Long below,
            @RequestParam(defaultValue = "100") int count) {
        Caller caller = Callers.current();
        String whose = caller.role() == Role.INSTITUTION_IT ? caller.institution() : blank(institution);
        List<Evidence> found = quality.list(whose, blank(item), below == null ? Long.MAX_VALUE : below, count);
        Catalogue catalogue = catalogues.current();
        return new QualityPage(
                found.stream().map(each -> view(each, catalogue)).toList(),
                found.size() == Math.clamp(count, 1, QualityRecords.PAGE_MAX)
                        ? found.getLast().id()
                        : null);
    }

    /** Records what a file of quality control says; what is recorded already is passed over. */
    @PostMapping("/quality")
    Recorded record(@RequestBody Content content) {
        return new Recorded(quality.record(required(content), Callers.current().account()));
    }

    @PostMapping("/quality/{id}/withdraw")
    void withdraw(@PathVariable long id) {
        quality.withdraw(id, Callers.current().account());
    }

    // -- figures

    /** Counts and sums; an institution reads its own, as who orders or as who made the results. */
    @GetMapping("/statistics")
    Statistics statistics(
            @RequestParam(defaultValue = "item") String group,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate until,
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable String doctor,
            @RequestParam @Nullable String item,
            @RequestParam @Nullable String reason,
            @RequestParam @Nullable String maker) {
        Figures.Group by = Arrays.stream(Figures.Group.values())
                .filter(each -> each.name().equals(group.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> unknown("The figures cannot be told apart by '" + group + "'."));
        boolean ofDoctors = by == Figures.Group.DOCTOR || blank(doctor) != null;
        Figures.Filter filter = filter(from, until, institution, doctor, item, reason, maker, ofDoctors);
        return new Statistics(
                filter.from(),
                filter.until(),
                figures.by(by, filter).stream()
                        .map(each -> new FigureView(
                                each.key(),
                                words(by, each.key()),
                                each.kind(),
                                each.events(),
                                each.patientFen(),
                                each.fundFen()))
                        .toList());
    }

    /** The events that a figure counts, newest first; nobody's name and no value of a result. */
    @GetMapping("/events")
    EventPage events(
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate until,
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable String doctor,
            @RequestParam @Nullable String item,
            @RequestParam @Nullable String reason,
            @RequestParam @Nullable String maker,
            @RequestParam @Nullable String kind,
            @RequestParam @Nullable Instant before,
            @RequestParam(defaultValue = "50") int count) {
        Event.Kind wanted = kind == null || kind.isBlank()
                ? null
                : Arrays.stream(Event.Kind.values())
                        .filter(each -> each.name().equals(kind))
                        .findFirst()
                        .orElseThrow(() -> unknown("There are no events of the kind '" + kind + "'."));
        int most = Math.clamp(count, 1, PAGE_MAX);
        List<Event> found = events.drill(
                filter(from, until, institution, doctor, item, reason, maker, blank(doctor) != null),
                wanted,
                before == null ? clock.instant().plusSeconds(1) : before,
                most);
        return new EventPage(
                found.stream().map(this::view).toList(),
                found.size() == most ? found.getLast().at() : null);
    }

    /** An institution reads of its own doctors alone, whoever made the results. */
    private Figures.Filter filter(
            @Nullable LocalDate from,
            @Nullable LocalDate until,
            @Nullable String institution,
            @Nullable String doctor,
            @Nullable String item,
            @Nullable String reason,
            @Nullable String maker,
            boolean ofDoctors) {
        Caller caller = Callers.current();
        LocalDate last = until == null ? today() : until;
        String whose = blank(institution);
        String made = blank(maker);
        if (caller.role() == Role.INSTITUTION_IT && !caller.unrestricted()) {
            boolean credit = !ofDoctors && made != null && made.equals(caller.institution());
            whose = credit ? whose : caller.institution();
        }
        return new Figures.Filter(
                from == null ? last.minusDays(DAYS - 1L) : from,
                last,
                whose,
                blank(doctor),
                blank(item),
                blank(reason),
                made);
    }

    private @Nullable Text words(Figures.Group by, String key) {
        return switch (by) {
            case INSTITUTION, MAKER ->
                key.isEmpty() ? null : same(names.named(key).name());
            case ITEM -> itemName(key);
            case REASON -> RepeatReason.of(key).map(RepeatReason::words).orElse(null);
            case DOCTOR, DAY -> null;
        };
    }

    private @Nullable Text itemName(String code) {
        return catalogues.current().item(code, today()).map(Item::name).orElse(null);
    }

    private EventView view(Event each) {
        return new EventView(
                each.id().toString(),
                each.kind(),
                each.at(),
                names.named(each.institution()),
                mayName(each) ? each.department() : null,
                mayName(each) ? each.doctorName() : "",
                each.item(),
                itemName(each.item()),
                each.maker().isEmpty() ? null : names.named(each.maker()),
                each.madeAt(),
                each.version(),
                each.reason(),
                own(each) ? each.words() : "",
                each.patientFen(),
                each.fundFen(),
                each.marks(),
                each.terminal(),
                Json.mapper().readTree(each.explanation()));
    }

    /** What a doctor wrote may name the patient: it is read at the doctor's institution only. */
    private static boolean own(Event each) {
        return each.institution().equals(Callers.current().institution());
    }

    /** Who made a result learns at which institution it was relied on, and not by whom. */
    private static boolean mayName(Event each) {
        return Callers.current().role() != Role.INSTITUTION_IT || own(each);
    }

    private static ItemRow view(Item item) {
        return new ItemRow(
                Views.of(item),
                item.aliases(),
                item.specimens().stream().sorted().toList(),
                item.levels().stream().sorted().map(Level::words).toList(),
                item.internal(),
                item.codes().keySet().stream().sorted().toList(),
                item.conversions().keySet().stream().sorted().toList(),
                item.period().from(),
                item.period().until());
    }

    private QualityRow view(Evidence each, Catalogue catalogue) {
        Level level = each.level();
        String area = each.area();
        return new QualityRow(
                each.id(),
                names.named(each.institution()),
                each.item(),
                itemName(each.item()),
                each.kind(),
                each.kind().words(),
                level == null || area == null ? null : catalogue.areas().mark(level, area),
                each.passed(),
                each.period().from(),
                each.period().until(),
                each.reference(),
                each.holds(today()));
    }

    private static CatalogueFile named(String file) {
        return Arrays.stream(CatalogueFile.values())
                .filter(each -> each.fileName().equals(file))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "recognition.no-such-file",
                        "The catalogue has no file of this name.",
                        "It has items.csv, codes.csv, units.csv, windows.csv and areas.csv.",
                        "Name one of those."));
    }

    private static String required(Content content) {
        return Optional.ofNullable(content.content())
                .filter(each -> !each.isBlank())
                .orElseThrow(() -> new Problem(
                        Problem.Kind.INVALID,
                        "recognition.file-missing",
                        "The content of the file is missing.",
                        "It is sent as {\"content\": \"…\"}.",
                        "Send the whole file."));
    }

    private static Problem unknown(String what) {
        return new Problem(
                Problem.Kind.INVALID,
                "recognition.word-unknown",
                what,
                "Figures are told apart by institution, doctor, item, reason, maker or day; events are REMINDED, QUOTED, REFUSED,"
                        + " REPEATED or MISSED.",
                "Use one of these words.");
    }

    private static Text same(String words) {
        return new Text(words, words);
    }

    private static @Nullable String blank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Decision.ZONE);
    }

    record Content(@Nullable String content) {}

    record Replaced(long edition) {}

    record Recorded(int added) {}

    record ItemRow(
            Views.ItemView item,
            List<String> aliases,
            List<String> specimens,
            List<Text> levels,
            boolean internal,
            List<String> codes,
            List<String> units,
            LocalDate from,
            @Nullable LocalDate until) {}

    record CatalogueView(long edition, List<ItemRow> items, List<Catalogues.Edition> history) {}

    record QualityRow(
            long id,
            InstitutionName institution,
            String item,
            @Nullable Text itemName,
            Evidence.Kind kind,
            Text words,
            @Nullable String mark,
            boolean passed,
            LocalDate from,
            @Nullable LocalDate until,
            String reference,
            boolean now) {}

    record QualityPage(List<QualityRow> rows, @Nullable Long next) {}

    record FigureView(String key, @Nullable Text name, Event.Kind kind, long events, long patientFen, long fundFen) {}

    record Statistics(LocalDate from, LocalDate until, List<FigureView> figures) {}

    record EventView(
            String id,
            Event.Kind kind,
            Instant at,
            InstitutionName institution,
            @Nullable String department,
            String doctor,
            String item,
            @Nullable Text itemName,
            @Nullable InstitutionName maker,
            @Nullable Instant madeAt,
            int version,
            String reason,
            String words,
            long patientFen,
            long fundFen,
            String marks,
            String terminal,
            JsonNode explanation) {}

    record EventPage(List<EventView> events, @Nullable Instant before) {}
}
