package org.tongmai.emergency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.Caller;
import org.tongmai.kernel.Problem;

/** Laboratory samples of the people of an event: taken, sent, received, tested, destroyed; who had them when. */
public final class Samples {

    private static final String COLUMNS = """
            select number, person, label, material, test, result, words, result_at
              from emergency.sample
            """;

    static final String LISTED = COLUMNS + """
             where event = ?
               and (?::integer is null or person = ?)
               and (?::text is null or result = ?)
             order by number
             limit ?
            """;

    static final String BY_NUMBER = COLUMNS + """
             where event = ?
               and number = ?
            """;

    static final String CUSTODY = """
            select sample, step, kind, at, holder, condition
              from emergency.custody
             where event = ?
               and sample = any (?)
             order by sample, step
            """;

    static final String NEXT = """
            select coalesce(max(number), 0) + 1
              from emergency.sample
             where event = ?
            """;

    static final String TAKE = """
            insert into emergency.sample (event, number, person, label, material, test, result, words, result_at)
            values (?, ?, ?, ?, ?, ?, 'PENDING', '', null)
            """;

    static final String STEP = """
            insert into emergency.custody (event, sample, step, kind, at, holder, condition, account)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String RESULT = """
            update emergency.sample
               set result = ?, words = ?, result_at = ?
             where event = ?
               and number = ?
            """;

    private static final int LISTED_MOST = 10_000;
    private static final int SAMPLES_MOST = 100_000;
    private static final int TEXT_LONGEST = 200;

    /** So far may the clock of whoever wrote it down be ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final PersonStore people;
    private final Ledger ledger;

    Samples(JdbcClient jdbc, PersonStore people, Ledger ledger) {
        this.jdbc = jdbc;
        this.people = people;
        this.ledger = ledger;
    }

    /**
     * A sample that was taken.
     *
     * @param label what stands on the tube
     * @param takenAt when; now where it is left out
     * @param holder who took it; the caller where it is left out
     */
    public record Taking(
            int person,
            @Nullable String label,
            @Nullable String material,
            @Nullable String test,
            @Nullable Instant takenAt,
            @Nullable String holder,
            @Nullable String condition) {}

    /** Where a sample went. */
    public record Handing(
            Sample.@Nullable Step kind,
            @Nullable Instant at,
            @Nullable String holder,
            @Nullable String condition) {}

    /** Samples of an event; names nobody. */
    List<Sample> list(Caller caller, long event, @Nullable Integer person, Sample.@Nullable Result result) {
        ledger.seen(caller, event, Standing.STAFF);
        String found = result == null ? null : result.name();
        List<Sample> samples = jdbc.sql(LISTED)
                .params(EventStore.given(event, person, person, found, found, LISTED_MOST + 1))
                .query(Samples::sample)
                .list();
        People.whole(samples.size(), LISTED_MOST);
        return withCustody(event, samples);
    }

    /**
     * Writes down a sample that was taken; its chain of custody begins with it.
     *
     * @throws Problem {@code emergency.person-unknown}, {@code emergency.label-taken}
     */
    public Sample take(Caller caller, long event, Taking taking) {
        String label = text(taking.label(), "label");
        String material = text(taking.material(), "material");
        String test = text(taking.test(), "test");
        try {
            return ledger.write(caller, event, Standing.STAFF, page -> {
                if (people.find(event, taking.person()).isEmpty()) {
                    throw People.unknown();
                }
                int number = jdbc.sql(NEXT).param(event).query(Integer.class).single();
                Refusals.require(number <= SAMPLES_MOST, "label");
                jdbc.sql(TAKE)
                        .params(event, number, taking.person(), label, material, test)
                        .update();
                hand(
                        page,
                        caller,
                        number,
                        1,
                        new Handing(
                                Sample.Step.TAKEN,
                                taking.takenAt(),
                                taking.holder() == null ? caller.name() : taking.holder(),
                                taking.condition()),
                        Instant.EPOCH);
                page.add(new Happening.SampleMoved(number, taking.person(), Sample.Step.TAKEN, Sample.Result.PENDING));
                return find(event, number).orElseThrow();
            });
        } catch (DuplicateKeyException twice) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "emergency.label-taken",
                    "A sample of the event has this label.",
                    "A label stands on one tube, so that a result belongs to one person.",
                    "Read the label again.");
        }
    }

    /**
     * Hands a sample on.
     *
     * @throws Problem {@code emergency.sample-unknown}, {@code emergency.custody-not-possible}
     */
    public Sample hand(Caller caller, long event, int number, Handing handing) {
        Refusals.require(handing.kind() != null, "kind");
        Sample.Step kind = Objects.requireNonNull(handing.kind());
        return ledger.write(caller, event, Standing.STAFF, page -> {
            Sample sample = find(event, number).orElseThrow(Samples::unknown);
            Sample.Custody last = sample.custody().getLast();
            if (!last.kind().next().contains(kind)) {
                throw notPossible(last.kind());
            }
            hand(page, caller, number, last.step() + 1, handing, last.at());
            page.add(new Happening.SampleMoved(number, sample.person(), kind, sample.result()));
            return find(event, number).orElseThrow();
        });
    }

    /**
     * Writes down a result: of a sample that a laboratory received. A later one replaces it; the history keeps both.
     *
     * @throws Problem {@code emergency.sample-unknown}, {@code emergency.custody-not-possible}
     */
    public Sample result(
            Caller caller, long event, int number, Sample.@Nullable Result result, @Nullable String words) {
        Refusals.require(result != null && result != Sample.Result.PENDING, "result");
        Sample.Result found = Objects.requireNonNull(result);
        String said = Refusals.said(words, "words");
        Refusals.require(said.length() <= TEXT_LONGEST, "words");
        return ledger.write(caller, event, Standing.STAFF, page -> {
            Sample sample = find(event, number).orElseThrow(Samples::unknown);
            if (sample.custody().stream().noneMatch(each -> each.kind() == Sample.Step.RECEIVED)) {
                throw notPossible(sample.custody().getLast().kind());
            }
            jdbc.sql(RESULT)
                    .params(found.name(), said, Timestamp.from(page.at()), event, number)
                    .update();
            page.add(new Happening.SampleMoved(
                    number, sample.person(), sample.custody().getLast().kind(), found));
            return find(event, number).orElseThrow();
        });
    }

    private void hand(Ledger.Page page, Caller caller, int number, int step, Handing handing, Instant notBefore) {
        Instant at = handing.at() == null ? page.at() : handing.at().truncatedTo(ChronoUnit.MICROS);
        String holder = text(handing.holder(), "holder");
        String condition = Refusals.said(handing.condition(), "condition");
        Refusals.require(condition.length() <= TEXT_LONGEST, "condition");
        Refusals.require(!at.isBefore(notBefore) && !at.isAfter(page.at().plus(AHEAD)), "at");
        jdbc.sql(STEP)
                .params(
                        page.id(),
                        number,
                        step,
                        Objects.requireNonNull(handing.kind()).name(),
                        Timestamp.from(at),
                        holder,
                        condition,
                        caller.account())
                .update();
    }

    private Optional<Sample> find(long event, int number) {
        return withCustody(
                        event,
                        jdbc.sql(BY_NUMBER)
                                .params(event, number)
                                .query(Samples::sample)
                                .list())
                .stream()
                .findFirst();
    }

    private record Held(int sample, Sample.Custody custody) {}

    private List<Sample> withCustody(long event, List<Sample> samples) {
        Map<Integer, List<Sample.Custody>> custody = new HashMap<>();
        jdbc.sql(CUSTODY)
                .params(event, samples.stream().map(Sample::number).toArray(Integer[]::new))
                .query((row, number) -> new Held(
                        row.getInt("sample"),
                        new Sample.Custody(
                                row.getInt("step"),
                                Sample.Step.valueOf(row.getString("kind")),
                                row.getTimestamp("at").toInstant(),
                                row.getString("holder"),
                                row.getString("condition"))))
                .list()
                .forEach(each -> custody.computeIfAbsent(each.sample(), of -> new ArrayList<>())
                        .add(each.custody()));
        return samples.stream()
                .map(each -> new Sample(
                        each.number(),
                        each.person(),
                        each.label(),
                        each.material(),
                        each.test(),
                        each.result(),
                        each.words(),
                        each.resultAt(),
                        List.copyOf(custody.getOrDefault(each.number(), List.of()))))
                .toList();
    }

    private static Sample sample(ResultSet row, int number) throws SQLException {
        Timestamp resultAt = row.getTimestamp("result_at");
        return new Sample(
                row.getInt("number"),
                row.getInt("person"),
                row.getString("label"),
                row.getString("material"),
                row.getString("test"),
                Sample.Result.valueOf(row.getString("result")),
                row.getString("words"),
                resultAt == null ? null : resultAt.toInstant(),
                List.of());
    }

    private static String text(@Nullable String said, String field) {
        String text = Refusals.told(said, field);
        Refusals.require(text.length() <= TEXT_LONGEST, field);
        return text;
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "emergency.sample-unknown",
                "The event has no sample of this number.",
                "Samples are numbered from 1 in each event.",
                "Choose one from the list.");
    }

    private static Problem notPossible(Sample.Step last) {
        return new Problem(
                Problem.Kind.CONFLICT,
                "emergency.custody-not-possible",
                "The chain of custody would have a gap.",
                "The sample was last " + last + "; from there lead " + last.next()
                        + ", and a result needs a laboratory that received it.",
                "Write down first what happened between.");
    }
}
