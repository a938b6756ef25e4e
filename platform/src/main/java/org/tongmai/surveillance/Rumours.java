package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.Rumour.State;
import org.tongmai.surveillance.Rumour.Step;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.RumourRule;
import org.tongmai.surveillance.disease.Source;
import org.tongmai.surveillance.rumour.Sketch;

/**
 * Texts become rumours: those that look alike, or tell of the same illness at the same site, are of one. A person verifies it, and raises
 * a signal or dismisses it with a reason; from numbers of a dated table on it raises a signal by itself.
 */
final class Rumours {

    static final int LISTED = 300;

    private static final String RULE = "surveillance.rumour@1";
    private static final int HEADLINE = 80;
    private static final int WORDS_LONGEST = 4_000;

    /** A dismissed rumour comes back when so many times the texts tell of it. */
    private static final int AGAIN = 2;

    private final RumourStore store;
    private final CountStore counts;
    private final Alarms alarms;
    private final DiseaseList list;
    private final Jurisdiction.Finder jurisdictions;
    private final TransactionOperations transaction;
    private final Clock clock;

    Rumours(
            RumourStore store,
            CountStore counts,
            Alarms alarms,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.counts = counts;
        this.alarms = alarms;
        this.list = list;
        this.jurisdictions = jurisdictions;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * What a step needs, as far as it needs it.
     *
     * @param version of the rumour as it was shown
     * @param words why
     * @param what of which illness the signal is; that of the rumour where none is told
     * @param place GB/T 2260, where the signal is; that of the rumour where none is told
     */
    record Order(
            int version,
            @Nullable String words,
            @Nullable String what,
            @Nullable String place) {}

    /** With its texts and its history. */
    record Whole(Rumour rumour, List<Rumour.Item> items, List<Rumour.Event> events) {}

    // -- what comes

    /** Files a text; false where it had come before. */
    boolean file(RumourStore.Filed item) {
        return Objects.requireNonNull(transaction.execute(status -> {
            store.queue(item.place());
            if (store.known(item.source(), item.reference())) {
                return false;
            }
            Instant now = clock.instant();
            Sketch sketch = Sketch.of(item.text());
            Set<Long> alike = store.alike(item.place(), item.site(), sketch, item.publishedAt());
            Set<Long> joined = new TreeSet<>(alike);
            joined.addAll(store.same(item));
            long rumour = one(item, joined, now);
            store.file(item, sketch, !alike.isEmpty(), rumour, now);
            store.sum(rumour);
            if (alike.isEmpty()) {
                counts.change(List.of(), CountStore.both(item.place(), series(item), item.day()), now);
            }
            grown(store.lock(rumour).orElseThrow(), now);
            return true;
        }));
    }

    /** {@code SRC-MEDIA:腹泻症候群}; the source alone where no illness is known. */
    private String series(RumourStore.Filed item) {
        return item.what().isEmpty()
                ? item.source()
                : item.source() + Source.ITEM + list.name(item.what(), today()).zh();
    }

    /** The rumour that a text is of: a new one, the one that is there, or the one that several become. */
    private long one(RumourStore.Filed item, Set<Long> joined, Instant now) {
        if (joined.isEmpty()) {
            String text = item.text();
            long begun = store.begin(item, text.length() > HEADLINE ? text.substring(0, HEADLINE) + "…" : text, now);
            store.event(begun, 1, "BEGAN", Who.PLATFORM, "", now);
            return begun;
        }
        List<Rumour> there = store.lock(joined);
        Rumour first = there.stream()
                .min(Comparator.comparingInt((Rumour each) -> order(each.state()))
                        .thenComparingLong(Rumour::id))
                .orElseThrow();
        List<Long> others = there.stream()
                .map(Rumour::id)
                .filter(each -> each != first.id())
                .toList();
        if (!others.isEmpty()) {
            store.merge(first.id(), others, now);
            store.event(first.id(), first.version(), "TOOK_IN", Who.PLATFORM, others.toString(), now);
        }
        return first.id();
    }

    /** Which of several goes on: what people did most with. */
    private static int order(State state) {
        return switch (state) {
            case SIGNALLED -> 0;
            case VERIFYING -> 1;
            case NEW -> 2;
            case DISMISSED -> 3;
            case MERGED -> 4;
        };
    }

    private void grown(Rumour rumour, Instant now) {
        Rumour open = rumour;
        Integer before = rumour.endedWith();
        if (rumour.state() == State.DISMISSED && before != null && rumour.told() >= AGAIN * Math.max(1, before)) {
            store.write(rumour, State.NEW, rumour.place(), rumour.what(), null);
            store.event(rumour.id(), rumour.version() + 1, "CAME_BACK", Who.PLATFORM, "", now);
            open = store.lock(rumour.id()).orElseThrow();
        }
        boolean signalled = open.state() == State.SIGNALLED;
        if (open.what().isEmpty() || !open.state().open() && !signalled) {
            return;
        }
        Rumour of = open;
        Optional<Text> why = list.rumour(of.what(), today()).flatMap(rule -> reached(of, rule));
        if (why.isPresent()) {
            alarms.raise(alarm(of, of.what(), of.place(), why.get()))
                    .filter(signal -> !Objects.equals(of.signal(), signal.id()))
                    .ifPresent(signal -> signalled(
                            of,
                            signal,
                            of.what(),
                            of.place(),
                            Who.PLATFORM,
                            why.get().zh(),
                            now));
        } else if (signalled) {
            alarms.grow(alarm(of, of.what(), of.place(), new Text("续有线索", "more was told of it")));
        }
    }

    /** Which number of the rule is reached; empty for none. */
    private static Optional<Text> reached(Rumour rumour, RumourRule rule) {
        var reached = new ArrayList<Text>();
        reach(rumour.dead(), rule.dead(), "死亡", "dead", reached);
        reach(rumour.ill(), rule.ill(), "发病", "ill", reached);
        reach(rumour.sources().size(), rule.sources(), "来源", "sources", reached);
        reach(rumour.told(), rule.items(), "信息条数", "texts", reached);
        return reached.stream().findFirst();
    }

    private static void reach(@Nullable Integer number, int limit, String zh, String en, List<Text> reached) {
        if (number != null && limit > 0 && number >= limit) {
            reached.add(new Text(
                    zh + " " + number + "，达到 " + limit + " 的预警标准",
                    en + " " + number + ", a signal from " + limit + " on"));
        }
    }

    private Signal.Alarm alarm(Rumour rumour, String what, String place, Text why) {
        Integer ill = rumour.ill();
        Integer dead = rumour.dead();
        return new Signal.Alarm(
                what,
                place,
                rumour.site(),
                RULE,
                ill == null ? rumour.told() : ill,
                null,
                null,
                rumour.firstDay(),
                rumour.lastDay(),
                new Explanation(
                        "alarm",
                        RULE,
                        new Text(
                                rumour.told() + " 条线索（" + rumour.sources().size() + " 类来源）"
                                        + (ill == null ? "" : "，称发病 " + ill + " 人")
                                        + (dead == null ? "" : "，死亡 " + dead + " 人") + "；" + why.zh() + "。",
                                rumour.told() + " texts of " + rumour.sources().size() + " kinds of source"
                                        + (ill == null ? "" : ", telling of " + ill + " ill")
                                        + (dead == null ? "" : ", " + dead + " dead") + "; " + why.en() + "."),
                        List.of(new Reason(
                                "rumour",
                                String.valueOf(rumour.id()),
                                new Text("线索 #" + rumour.id() + "：" + rumour.headline(), "rumour #" + rumour.id()),
                                0))));
    }

    private void signalled(
            Rumour rumour, Signal signal, String what, String place, Who who, String words, Instant now) {
        store.write(rumour, State.SIGNALLED, place, what, signal.id());
        store.event(rumour.id(), rumour.version() + 1, "SIGNALLED", who, words, now);
    }

    // -- what people do

    /** @param before the last of the ended ones that was shown; null for the first page */
    List<Rumour> list(
            Caller caller, @Nullable String region, boolean ended, @Nullable String what, @Nullable Long before) {
        String within = jurisdictions.cdc(caller).within(region);
        return ended ? store.ended(within, what, before, LISTED) : store.open(within, what, LISTED);
    }

    /** @throws Problem {@code surveillance.rumour-unknown} */
    Whole whole(Caller caller, long id) {
        return new Whole(seen(caller, id), store.items(id), store.events(id));
    }

    /**
     * Takes a step.
     *
     * @throws Problem {@code surveillance.rumour-unknown}, {@code rumour-changed}, {@code rumour-step}, {@code rumour-incomplete},
     *     {@code rumour-dealt-with}
     */
    Rumour take(Caller caller, long id, Step step, Order order) {
        seen(caller, id);
        String words = order.words() == null ? "" : order.words().strip();
        require(words.isEmpty() || Items.plain(words, WORDS_LONGEST), "words");
        return Objects.requireNonNull(transaction.execute(status -> {
            Rumour rumour = store.lock(id).orElseThrow(Rumours::unknown);
            if (rumour.version() != order.version()) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "surveillance.rumour-changed",
                        "The rumour changed since it was shown.",
                        "More was told of it, or somebody else took a step.",
                        "Look at it again, and decide on what it says now.");
            }
            if (!rumour.state().steps().contains(step)) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "surveillance.rumour-step",
                        "The rumour does not wait for this.",
                        "It is " + rumour.state() + "; from there lead "
                                + rumour.state().steps() + ".",
                        "Take one of those steps.");
            }
            step(caller, rumour, step, order, words);
            return store.find(id).orElseThrow();
        }));
    }

    private void step(Caller caller, Rumour rumour, Step step, Order order, String words) {
        Who who = Who.of(caller);
        Instant now = clock.instant();
        switch (step) {
            case VERIFY -> to(rumour, State.VERIFYING, "VERIFYING", who, words, now);
            case DISMISS -> {
                require(!words.isEmpty(), "words");
                to(rumour, State.DISMISSED, "DISMISSED", who, words, now);
            }
            case REOPEN -> {
                require(!words.isEmpty(), "words");
                to(rumour, State.NEW, "REOPENED", who, words, now);
            }
            case SIGNAL -> {
                require(!words.isEmpty(), "words");
                raise(caller, rumour, order, words, now);
            }
        }
    }

    private void to(Rumour rumour, State state, String kind, Who who, String words, Instant now) {
        store.write(rumour, state, rumour.place(), rumour.what(), null);
        store.event(rumour.id(), rumour.version() + 1, kind, who, words, now);
    }

    private void raise(Caller caller, Rumour rumour, Order order, String words, Instant now) {
        String what = blank(order.what()) ? rumour.what() : Objects.requireNonNull(order.what());
        String place = blank(order.place()) ? rumour.place() : Objects.requireNonNull(order.place());
        require(list.counted(today()).containsKey(what) && !list.source(what), "what");
        require(
                RegionCode.find(place).isPresent()
                        && jurisdictions.known(place)
                        && jurisdictions.cdc(caller).covers(place),
                "place");
        Text why = new Text(caller.name() + "核实", "verified by " + caller.name());
        Signal signal = alarms.raise(alarm(rumour, what, place, why))
                .orElseThrow(() -> new Problem(
                        Problem.Kind.CONFLICT,
                        "surveillance.rumour-dealt-with",
                        "A signal of the same place, illness and days was dealt with already.",
                        "The same days raise nothing again, unless there are twice the cases.",
                        "Reopen that signal, or dismiss the rumour and name it."));
        signalled(rumour, signal, what, place, Who.of(caller), words, now);
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private Rumour seen(Caller caller, long id) {
        Jurisdiction of = jurisdictions.cdc(caller);
        return store.find(id).filter(each -> of.covers(each.place())).orElseThrow(Rumours::unknown);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
    }

    private static void require(boolean right, String field) {
        if (!right) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.rumour-incomplete",
                    "The step lacks something that it needs.",
                    "A reason is written down with each; a signal is of an illness and a place in your region.",
                    "Fill in what is named.",
                    List.of(field));
        }
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "surveillance.rumour-unknown",
                "There is no such rumour that you may see.",
                "CDC staff see the rumours of their region.",
                "Choose one from the list.");
    }
}
