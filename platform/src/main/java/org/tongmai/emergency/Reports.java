package org.tongmai.emergency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.InstitutionNames;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Region;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.print.Paper;
import org.tongmai.print.Printer;
import org.tongmai.print.Wording;
import org.tongmai.print.Wording.Language;
import org.tongmai.store.Json;
import org.tongmai.surveillance.Cases;

/** Reports on the situation of events: made as of a moment, numbered, corrected by further editions, and never changed. */
final class Reports {

    private static final int LISTED = 500;

    /** Digits of the checksum on paper. */
    private static final int PRINTED = 16;

    private final ReportStore store;
    private final EventStore events;
    private final Ledger ledger;
    private final Cases cases;
    private final Directory directory;
    private final InstitutionNames institutions;
    private final Printer printer;

    Reports(
            ReportStore store,
            EventStore events,
            Ledger ledger,
            Cases cases,
            Directory directory,
            InstitutionNames institutions,
            Printer printer) {
        this.store = store;
        this.events = events;
        this.ledger = ledger;
        this.cases = cases;
        this.directory = directory;
        this.institutions = institutions;
        this.printer = printer;
    }

    /**
     * What is wanted.
     *
     * @param cutoff what is written down later is not in it; left out for now, and for a correction
     * @param corrects number of the report of which this is a further edition; left out for a new one
     * @param words what those who command make of it
     * @param language {@code zh} or {@code en}
     */
    record Wanted(
            @Nullable Instant cutoff,
            @Nullable Integer corrects,
            @Nullable String words,
            @Nullable String language) {}

    /**
     * Makes a report.
     *
     * @throws Problem {@code emergency.report-unknown}, {@code emergency.time-wrong}, {@code emergency.names-somebody}
     */
    Report make(Caller caller, long id, Wanted wanted) {
        String words = Refusals.words(wanted.words());
        Wording wording = wording(wanted.language());
        return ledger.write(caller, id, Standing.STAFF, page -> {
            List<Report> there = store.list(id, LISTED);
            Refusals.requireFewer(there.size(), LISTED);
            Integer corrects = wanted.corrects();
            Report corrected = corrects == null ? null : newest(there, corrects);
            int number = corrected != null
                    ? corrected.number()
                    : there.isEmpty() ? 1 : there.getFirst().number() + 1;
            int edition = corrected == null ? 0 : corrected.edition() + 1;
            Report before = store.before(id, number).orElse(null);
            Instant cutoff = corrected == null ? cutoff(wanted.cutoff(), page, before) : corrected.cutoff();
            // what came later may bear the same time: a correction has the versions of what it corrects
            List<Entry> history = events.until(id, cutoff).stream()
                    .filter(each -> corrected == null || each.version() <= corrected.version())
                    .toList();
            Paper paper = new Situation(
                            wording, names(wording, history), history, cutoff, before == null ? null : before.version())
                    .paper(number, edition, words);
            Report report = new Report(
                    number,
                    edition,
                    history.getLast().version(),
                    cutoff,
                    page.at(),
                    caller.account(),
                    caller.name(),
                    wording.language().tag(),
                    checksum(paper),
                    paper);
            store.insert(id, report);
            page.add(new Happening.Reported(number, edition, cutoff));
            return report;
        });
    }

    private static Report newest(List<Report> there, int number) {
        return there.stream()
                .filter(each -> each.number() == number)
                .findFirst()
                .orElseThrow(Reports::unknown);
    }

    private static Instant cutoff(@Nullable Instant wanted, Ledger.Page page, @Nullable Report before) {
        Instant cutoff = wanted == null ? page.at() : wanted.truncatedTo(ChronoUnit.MICROS);
        Refusals.requireTime(
                !cutoff.isAfter(page.at()) && !cutoff.isBefore(page.event().openedAt()),
                "cutoff",
                "A report tells what was known: at a moment from the opening of the event on, and not in the future.");
        Refusals.requireTime(
                before == null || cutoff.isAfter(before.cutoff()),
                "cutoff",
                "A report goes on where the one before ended; what was wrong there is corrected there.");
        return cutoff;
    }

    private static Wording wording(@Nullable String language) {
        Refusals.require(language == null || List.of("zh", "en").contains(language), "language");
        return wording("en".equals(language) ? Language.EN : Language.ZH);
    }

    private static Wording wording(Language language) {
        return new Wording(Situation.class, "situation", language);
    }

    List<Report> list(Caller caller, long id) {
        ledger.seen(caller, id, Standing.SEES);
        return store.list(id, LISTED);
    }

    /** @throws Problem {@code emergency.report-unknown} */
    Report report(Caller caller, long id, int number, int edition) {
        ledger.seen(caller, id, Standing.SEES);
        return store.find(id, number, edition).orElseThrow(Reports::unknown);
    }

    /** The report as PDF; its foot tells the edition and the checksum. */
    byte[] pdf(Report report) {
        Wording words = wording(report.language().equals(Language.EN.tag()) ? Language.EN : Language.ZH);
        String foot = words.of(
                report.edition() == 0 ? "foot" : "foot.corrected",
                report.number(),
                words.moment(report.cutoff()),
                report.name(),
                words.moment(report.madeAt()),
                report.checksum().substring(0, PRINTED),
                report.edition());
        return printer.pdf(report.paper().footed(foot));
    }

    static String checksum(Paper paper) {
        try {
            byte[] bytes = Json.mapper().writeValueAsString(paper).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Situation.Names names(Wording wording, List<Entry> history) {
        var opened = (Happening.Opened) history.getFirst().happening();
        return new Situation.Names() {
            @Override
            public String region(String code) {
                return directory
                        .region(
                                new RegionCode(code),
                                history.getLast().at().atZone(Events.ZONE).toLocalDate())
                        .map(Region::name)
                        .orElse(code);
            }

            @Override
            public String institution(String code) {
                return institutions.named(code).name();
            }

            @Override
            public String disease(String what) {
                return Optional.ofNullable(cases.names().get(what))
                        .map(this::text)
                        .orElse(what);
            }

            @Override
            public String role(String role) {
                return Optional.ofNullable(opened.under()).stream()
                        .flatMap(under -> under.roles().stream())
                        .filter(each -> each.role().equals(role))
                        .findFirst()
                        .map(each -> text(each.name()))
                        .orElse(role);
            }

            private String text(Text name) {
                return wording.language() == Language.ZH ? name.zh() : name.en();
            }
        };
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "emergency.report-unknown",
                "The event has no such report.",
                "Reports are numbered from 1 in each event, and corrections from 1 in each report.",
                "Choose one from the list of the event.");
    }
}
