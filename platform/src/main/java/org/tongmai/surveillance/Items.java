package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
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

    /** An address, or the number that the source gives it: it is kept as it is, for it tells what came before. */
    private static final Pattern REFERENCE = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{1,500}");

    /** What no database keeps: the character zero, and halves of characters. */
    private static final Pattern NOT_PLAIN = Pattern.compile("\\x00|\\p{Cs}");

    private static final int WHERE_LONGEST = 100;
    private static final int REPORT_LONGEST = 500;
    private static final int FAULTS_MOST = 100;
    private static final int BACK_MOST = 60;

    /** Clocks of senders may be ahead by so much. */
    private static final Duration AHEAD = Duration.ofMinutes(10);

    /** What was published longer ago is no news. */
    private static final Duration OLDEST = Duration.ofDays(366);

    private final Rumours rumours;
    private final RumourStore store;
    private final Divisions divisions;
    private final Jurisdiction.Finder jurisdictions;
    private final DiseaseList list;
    private final Extractor extractor;
    private final Clock clock;

    Items(
            Rumours rumours,
            RumourStore store,
            Divisions divisions,
            Jurisdiction.Finder jurisdictions,
            DiseaseList list,
            Clock clock) {
        this.rumours = rumours;
        this.store = store;
        this.divisions = divisions;
        this.jurisdictions = jurisdictions;
        this.list = list;
        this.extractor = new Extractor(list);
        this.clock = clock;
    }

    /**
     * Who sends, with the codes that were looked up already.
     *
     * @param of what CDC staff may file texts of; null for a system, which sends of the whole node
     */
    private record Sender(String account, @Nullable Jurisdiction of, Map<String, Boolean> known) {}

    /** One text as it was sent, and what was read of it. */
    private record Sent(
            String source,
            String reference,
            Instant published,
            @Nullable String place,
            @Nullable Integer ill,
            Extracted read) {}

    /**
     * What was taken.
     *
     * @param taken texts that were not known
     * @param known texts that had come before
     * @param skipped entries of a feed that cannot be used, as entry:field
     */
    record Taken(int taken, int known, List<String> skipped) {}

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
        Sender by = sender(caller);
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            if (!line.isBlank()) {
                sent(by, line, number, faults).ifPresent(sent::add);
                bounded(sent.size());
            }
        }
        if (sent.isEmpty() && faults.isEmpty()) {
            faults.add("1:text");
        }
        if (!faults.isEmpty()) {
            throw wrong(faults);
        }
        return take(by, sent, List.of());
    }

    /**
     * Takes the entries of a feed in, Atom or RSS. Nobody can mend an entry of somebody else's feed: one that cannot be used is left out,
     * and told.
     *
     * @param source its code
     * @throws Problem {@code surveillance.items-wrong}
     */
    Taken feed(Caller caller, String source, String feed) {
        var sent = new ArrayList<Sent>();
        var skipped = new ArrayList<String>();
        Sender by = sender(caller);
        if (!item(source)) {
            throw wrong(List.of("1:source"));
        }
        try {
            int number = 0;
            for (News each : News.of(feed, MOST)) {
                number++;
                sent(by, source, each.reference(), each.published(), null, null, cut(each.text()), number, skipped)
                        .ifPresent(sent::add);
            }
        } catch (XMLStreamException notOne) {
            throw wrong(List.of("1:feed"));
        }
        return take(by, sent, skipped);
    }

    private Taken take(Sender by, List<Sent> sent, List<String> skipped) {
        RegionCode own = by.of == null ? null : by.of.region();
        int taken = 0;
        for (Sent each : sent) {
            Integer ill = each.ill == null ? each.read.ill() : each.ill;
            boolean anew = rumours.file(filed(
                    each.source,
                    each.reference,
                    by.account,
                    each.published,
                    each.place,
                    own == null ? divisions.node() : own.value(),
                    each.read,
                    each.read.day(),
                    ill));
            taken += anew ? 1 : 0;
        }
        return new Taken(taken, sent.size() - taken, skipped);
    }

    private Sender sender(Caller caller) {
        boolean cdc = caller.role() == Role.CDC && !caller.unrestricted();
        return new Sender(caller.account(), cdc ? jurisdictions.of(caller) : null, new HashMap<>());
    }

    private static String cut(String text) {
        int end = text.length() > TEXT_LONGEST && Character.isHighSurrogate(text.charAt(TEXT_LONGEST - 1))
                ? TEXT_LONGEST - 1
                : Math.min(text.length(), TEXT_LONGEST);
        return text.substring(0, end);
    }

    /** Whether it says something, no longer than so many characters, and can be kept. */
    static boolean plain(String text, int longest) {
        return !text.isBlank()
                && text.length() <= longest
                && !NOT_PLAIN.matcher(text).find();
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
        require(plain(where, WHERE_LONGEST), "where");
        require(plain(text, REPORT_LONGEST), "text");
        require(!since.isAfter(today) && !since.isBefore(today.minusDays(BACK_MOST)), "since");
        require(ill == null || ill >= 1 && ill <= Extractor.PERSONS_MOST, "ill");
        Extracted read = extractor.of(where + "，" + text, today, divisions.gazetteer());
        if (!store.report(caller.account(), today, REPORTS_MOST)) {
            throw new Problem(
                    Problem.Kind.THROTTLED,
                    "surveillance.reports-enough",
                    "You made as many reports today as are taken from one person.",
                    "At most " + REPORTS_MOST + " a day, so that reports of others are seen.",
                    "Report again tomorrow; where somebody is in danger call 120.");
        }
        RumourStore.Filed filed = filed(
                Source.CITIZENS,
                UUID.randomUUID().toString(),
                "",
                now,
                read.place(),
                divisions.node(),
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
            String unplaced,
            Extracted read,
            LocalDate day,
            @Nullable Integer ill) {
        return new RumourStore.Filed(
                source,
                reference,
                sender,
                published,
                place == null ? unplaced : place,
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

    private Optional<Sent> sent(Sender by, String line, int number, List<String> faults) {
        JsonNode object;
        try {
            object = Json.mapper().readTree(line);
        } catch (JacksonException notOne) {
            fault(faults, number, "line");
            return Optional.empty();
        }
        JsonNode ill = object.path("ill");
        boolean counted = ill.isMissingNode()
                || ill.isNull()
                || ill.isInt() && ill.asInt() >= 0 && ill.asInt() <= Extractor.PERSONS_MOST;
        if (!counted) {
            fault(faults, number, "ill");
        }
        return sent(
                by,
                object.path("source").asString(""),
                object.path("reference").asString("").strip(),
                moment(object.path("published").asString("")),
                object.path("place").asString(""),
                counted && ill.isInt() ? (Integer) ill.asInt() : null,
                object.path("text").asString(""),
                number,
                faults);
    }

    private Optional<Sent> sent(
            Sender by,
            String source,
            String reference,
            @Nullable Instant published,
            @Nullable String place,
            @Nullable Integer ill,
            String text,
            int number,
            List<String> faults) {
        Instant now = clock.instant();
        String told = place == null ? "" : place;
        var wrong = new TreeSet<String>();
        if (!item(source)) {
            wrong.add("source");
        }
        if (!REFERENCE.matcher(reference).matches()) {
            wrong.add("reference");
        }
        if (published == null || published.isAfter(now.plus(AHEAD)) || published.isBefore(now.minus(OLDEST))) {
            wrong.add("published");
        }
        if (!told.isEmpty() && !by.known.computeIfAbsent(told, jurisdictions::known)) {
            wrong.add("place");
        }
        if (!plain(text, TEXT_LONGEST)) {
            wrong.add("text");
        }
        if (published == null || !wrong.isEmpty()) {
            wrong.forEach(each -> fault(faults, number, each));
            return Optional.empty();
        }
        LocalDate day = LocalDate.ofInstant(published, Surveillance.ZONE);
        Extracted read = extractor.of(text.strip(), day, divisions.gazetteer());
        String at = told.isEmpty() ? read.place() : told;
        if (at != null && by.of != null && !by.of.covers(at)) {
            fault(faults, number, "place");
            return Optional.empty();
        }
        return Optional.of(new Sent(source, reference, published, at, ill, read));
    }

    /** Whether texts of the source come in by this way; residents write for themselves. */
    private boolean item(String source) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
        return !source.equals(Source.CITIZENS)
                && list.source(source, today)
                        .filter(each -> each.code().equals(source) && each.way() == Source.Way.ITEM)
                        .isPresent();
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
                "Each has a source of the table whose way is ITEM, a reference (an address or the number of the source, at most 500 characters), when it was published (with an offset, not ahead, at most 366 days ago), a place in your region and a text.",
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
