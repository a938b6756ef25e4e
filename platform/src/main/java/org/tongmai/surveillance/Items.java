package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.store.Json;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.Source;
import org.tongmai.surveillance.rumour.Extracted;
import org.tongmai.surveillance.rumour.Extractor;
import org.tongmai.surveillance.rumour.News;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Texts of hotlines, residents and media come in: read, masked, and filed under the rumour they are of. The platform fetches nothing by
 * itself. What comes again under the same reference is taken once.
 */
final class Items {

    /** Texts of one request. */
    static final int MOST = 1_000;

    static final int TEXT_LONGEST = 20_000;

    /** Reports of one resident in a day. */
    static final int REPORTS_MOST = 5;

    private static final int REFERENCE_LONGEST = 500;
    private static final int REPORT_LONGEST = 500;
    private static final int ILL_MOST = 100_000;
    private static final int FAULTS_MOST = 100;
    private static final int BACK_MOST = 60;

    /** Clocks of senders may be ahead by so much. */
    private static final Duration AHEAD = Duration.ofMinutes(10);

    private final Rumours rumours;
    private final RumourStore store;
    private final Divisions divisions;
    private final DiseaseList list;
    private final Extractor extractor;
    private final Clock clock;

    Items(Rumours rumours, RumourStore store, Divisions divisions, DiseaseList list, Clock clock) {
        this.rumours = rumours;
        this.store = store;
        this.divisions = divisions;
        this.list = list;
        this.extractor = new Extractor(list);
        this.clock = clock;
    }

    /** One text as it was sent. */
    private record Sent(
            String source,
            String reference,
            Instant published,
            @Nullable String place,
            @Nullable Integer ill,
            String text) {}

    /**
     * What was taken.
     *
     * @param taken texts that were not known
     * @param known texts that had come before
     */
    record Taken(int taken, int known) {}

    /**
     * What a resident tells.
     *
     * @param where as people say it
     * @param since not ahead
     */
    record Report(
            @Nullable String where,
            @Nullable LocalDate since,
            @Nullable Integer ill,
            @Nullable String text) {}

    /**
     * Takes texts in, one object a line: source, reference, published, text, and as far as the sender knows them place and ill.
     *
     * @throws Problem {@code surveillance.items-wrong}, {@code surveillance.items-too-many}
     */
    Taken lines(Caller caller, String text) {
        var sent = new ArrayList<Sent>();
        var faults = new ArrayList<String>();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            if (!line.isBlank()) {
                sent(line, number, faults).ifPresent(sent::add);
                bounded(sent.size());
            }
        }
        return take(caller, sent, faults);
    }

    /**
     * Takes the entries of a feed in, Atom or RSS.
     *
     * @param source its code
     * @throws Problem {@code surveillance.items-wrong}
     */
    Taken feed(Caller caller, String source, String feed) {
        var sent = new ArrayList<Sent>();
        var faults = new ArrayList<String>();
        try {
            int number = 0;
            for (News each : News.of(feed, MOST)) {
                number++;
                sent(source, each.reference(), each.published(), null, null, each.text(), number, faults)
                        .ifPresent(sent::add);
            }
        } catch (XMLStreamException notOne) {
            throw wrong(List.of("1:feed"));
        }
        return take(caller, sent, faults);
    }

    private Taken take(Caller caller, List<Sent> sent, List<String> faults) {
        if (sent.isEmpty() && faults.isEmpty()) {
            faults.add("1:text");
        }
        if (!faults.isEmpty()) {
            throw wrong(faults);
        }
        int taken = 0;
        for (Sent each : sent) {
            LocalDate day = LocalDate.ofInstant(each.published, Surveillance.ZONE);
            Extracted read = extractor.of(each.text, day, divisions.gazetteer());
            String place = each.place == null ? read.place() : each.place;
            Integer ill = each.ill == null ? read.ill() : each.ill;
            taken += rumours.file(filed(
                            each.source,
                            Extractor.masked(each.reference),
                            caller.account(),
                            each.published,
                            place,
                            read,
                            read.day(),
                            ill))
                    ? 1
                    : 0;
        }
        return new Taken(taken, sent.size() - taken);
    }

    /**
     * Takes what a resident tells; who that is is not kept.
     *
     * @return GB/T 2260 of where it was understood to be
     * @throws Problem {@code surveillance.report-incomplete}, {@code surveillance.reports-enough}
     */
    String report(Caller caller, Report report) {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, Surveillance.ZONE);
        String where = report.where() == null ? "" : report.where().strip();
        String text = report.text() == null ? "" : report.text().strip();
        LocalDate since = report.since() == null ? today : report.since();
        Integer ill = report.ill();
        require(!where.isEmpty() && where.length() <= 100, "where");
        require(!text.isEmpty() && text.length() <= REPORT_LONGEST, "text");
        require(!since.isAfter(today) && !since.isBefore(today.minusDays(BACK_MOST)), "since");
        require(ill == null || ill >= 1 && ill <= ILL_MOST, "ill");
        if (!store.report(caller.account(), today, REPORTS_MOST)) {
            throw new Problem(
                    Problem.Kind.THROTTLED,
                    "surveillance.reports-enough",
                    "You made as many reports today as are taken from one person.",
                    "At most " + REPORTS_MOST + " a day, so that reports of others are seen.",
                    "Report again tomorrow; where somebody is in danger call 120.");
        }
        Extracted read = extractor.of(where + "，" + text, today, divisions.gazetteer());
        RumourStore.Filed filed = filed(
                Source.CITIZENS,
                UUID.randomUUID().toString(),
                "",
                now,
                read.place(),
                read,
                since,
                ill == null ? read.ill() : ill);
        rumours.file(filed);
        return filed.place();
    }

    private RumourStore.Filed filed(
            String source,
            String reference,
            String sender,
            Instant published,
            @Nullable String place,
            Extracted read,
            LocalDate day,
            @Nullable Integer ill) {
        return new RumourStore.Filed(
                source,
                reference,
                sender,
                published,
                place == null ? divisions.node() : place,
                place != null,
                read.site(),
                day,
                read.what(),
                read.word(),
                ill,
                read.dead(),
                read.masked());
    }

    // -- reading what was sent

    private Optional<Sent> sent(String line, int number, List<String> faults) {
        JsonNode object;
        try {
            object = Json.mapper().readTree(line);
        } catch (JacksonException notOne) {
            fault(faults, number, "line");
            return Optional.empty();
        }
        JsonNode ill = object.path("ill");
        boolean counted =
                ill.isMissingNode() || ill.isNull() || ill.isInt() && ill.asInt() >= 0 && ill.asInt() <= ILL_MOST;
        if (!counted) {
            fault(faults, number, "ill");
        }
        return sent(
                object.path("source").asString(""),
                object.path("reference").asString(""),
                moment(object.path("published").asString("")),
                object.path("place").asString(""),
                counted && ill.isInt() ? (Integer) ill.asInt() : null,
                object.path("text").asString(""),
                number,
                faults);
    }

    private Optional<Sent> sent(
            String source,
            String reference,
            @Nullable Instant published,
            @Nullable String place,
            @Nullable Integer ill,
            String text,
            int number,
            List<String> faults) {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, Surveillance.ZONE);
        String told = place == null ? "" : place;
        boolean item = list.source(source, today)
                .filter(each -> each.code().equals(source) && each.way() == Source.Way.ITEM)
                .isPresent();
        var wrong = new HashSet<String>();
        if (!item || source.equals(Source.CITIZENS)) {
            wrong.add("source");
        }
        if (reference.isBlank() || reference.length() > REFERENCE_LONGEST) {
            wrong.add("reference");
        }
        if (published == null || published.isAfter(now.plus(AHEAD))) {
            wrong.add("published");
        }
        if (!told.isEmpty() && (RegionCode.find(told).isEmpty() || !divisions.known(told))) {
            wrong.add("place");
        }
        if (text.isBlank() || text.length() > TEXT_LONGEST || text.indexOf('\0') >= 0) {
            wrong.add("text");
        }
        wrong.stream().sorted().forEach(each -> fault(faults, number, each));
        return wrong.isEmpty() && published != null
                ? Optional.of(
                        new Sent(source, reference.strip(), published, told.isEmpty() ? null : told, ill, text.strip()))
                : Optional.empty();
    }

    private static @Nullable Instant moment(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException notOne) {
            return null;
        }
    }

    private static void fault(List<String> faults, int number, String what) {
        if (faults.size() < FAULTS_MOST) {
            faults.add(number + ":" + what);
        }
    }

    private static void bounded(int items) {
        if (items > MOST) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "surveillance.items-too-many",
                    "These are too many texts at once.",
                    "A request has at most " + MOST + " texts and 8 MB.",
                    "Send them in parts; what came already is taken once.");
        }
    }

    private static Problem wrong(List<String> faults) {
        return new Problem(
                Problem.Kind.INVALID,
                "surveillance.items-wrong",
                "Some texts cannot be used; none was taken.",
                "Each has a source of the table whose way is ITEM, a reference, when it was published (with an offset, not ahead) and a text.",
                "Correct what is named, as line:field, and send all again.",
                faults);
    }

    private static void require(boolean right, String field) {
        if (!right) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.report-incomplete",
                    "The report lacks something, or something in it cannot be.",
                    "It tells where, what, and since when: not ahead and not longer ago than " + BACK_MOST + " days.",
                    "Fill in what is named.",
                    List.of(field));
        }
    }
}
