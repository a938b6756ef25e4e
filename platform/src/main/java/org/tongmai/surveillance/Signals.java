package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.SignalState.Step;
import org.tongmai.surveillance.disease.Disease;
import org.tongmai.surveillance.disease.DiseaseList;

/**
 * Signals and what people do with them. At most one is open for a place, a site and a disease; a further alarm lets it grow. Exactly one
 * jurisdiction has a signal at any time: the owner is a column that is never empty, and a hand-over is one row changed from the version
 * that was read.
 */
public final class Signals {

    static final int LISTED = 300;

    private static final Duration STRICT = Duration.ofHours(2);
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofHours(24);
    private static final int WORDS_LONGEST = 4_000;

    /** After an end the same days raise nothing, unless there are so many times the cases. */
    private static final int AGAIN = 2;

    private final SignalStore store;
    private final DiseaseList list;
    private final Jurisdiction.Finder jurisdictions;
    private final TransactionOperations transaction;
    private final Clock clock;

    Signals(
            SignalStore store,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.list = list;
        this.jurisdictions = jurisdictions;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * What a step needs, as far as it needs it.
     *
     * @param version of the signal as it was shown
     * @param owner GB/T 2260; for a hand-over
     * @param other number of the signal that takes this one in
     * @param site what a part that is split off is called
     */
    public record Order(
            int version,
            @Nullable String words,
            @Nullable Integer likelihood,
            @Nullable Integer impact,
            Signal.Product.@Nullable Kind product,
            @Nullable String recipients,
            @Nullable Integer number,
            @Nullable String owner,
            @Nullable Long other,
            @Nullable String site) {}

    // -- asking

    List<Signal> list(Caller caller, @Nullable String region, boolean open, boolean ended, @Nullable String what) {
        return store.list(cdc(caller).within(region), open, ended, what, LISTED);
    }

    /** @throws Problem {@code surveillance.signal-unknown} */
    Signal.Whole signal(Caller caller, long id) {
        Signal signal = seen(caller, id);
        return new Signal.Whole(signal, store.events(id), store.products(id));
    }

    /** What the caller may do with it now. */
    Set<Step> steps(Caller caller, Signal signal) {
        Jurisdiction of = cdc(caller);
        if (owns(of, signal)) {
            return signal.state().steps(signal.risk());
        }
        return signal.state().open() && of.covers(signal.owner()) ? Set.of(Step.HAND_OVER) : Set.of();
    }

    // -- raising

    /** Raises a signal, lets the open one grow, or neither where the same days were dealt with. */
    Optional<Signal> raise(Signal.Alarm alarm) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Instant now = clock.instant();
            Optional<Signal> open = store.open(alarm.place(), alarm.what(), alarm.site());
            if (open.isPresent()) {
                return grow(open.get(), alarm, now);
            }
            Optional<Signal> ended = store.ended(alarm.place(), alarm.what(), alarm.site());
            if (ended.isPresent()
                    && !alarm.lastDay().isAfter(ended.get().lastDay())
                    && alarm.observed() < AGAIN * ended.get().observed()) {
                return Optional.<Signal>empty();
            }
            Optional<Signal> raised =
                    store.insert(alarm, alarm.place(), now, now.plus(limit(alarm.what(), SignalState.DETECTED)));
            raised.ifPresent(signal -> store.event(
                    signal,
                    1,
                    "RAISED",
                    Who.PLATFORM,
                    alarm.explanation().sentence().zh(),
                    now));
            return raised;
        }));
    }

    private Optional<Signal> grow(Signal open, Signal.Alarm alarm, Instant now) {
        if (alarm.observed() <= open.observed() && !alarm.lastDay().isAfter(open.lastDay())) {
            return Optional.of(open);
        }
        Signal grown = open.grown(alarm, now);
        return Optional.of(write(
                open,
                grown,
                "GREW",
                Who.PLATFORM,
                alarm.explanation().sentence().zh(),
                now));
    }

    // -- doing

    /**
     * Takes a step.
     *
     * @throws Problem {@code surveillance.signal-unknown}, {@code signal-changed}, {@code signal-not-owned}, {@code signal-step},
     *     {@code signal-incomplete}, {@code signal-open-already}
     */
    Signal take(Caller caller, long id, Step step, Order order) {
        Jurisdiction of = cdc(caller);
        seen(caller, id);
        String words = order.words() == null ? "" : order.words().strip();
        require(words.length() <= WORDS_LONGEST, "words");
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                Signal signal = store.lock(id).orElseThrow(Signals::unknown);
                if (signal.version() != order.version()) {
                    throw changed();
                }
                if (!owns(of, signal) && !(step == Step.HAND_OVER && of.covers(signal.owner()))) {
                    throw notOwned();
                }
                if (!signal.state().steps(signal.risk()).contains(step)) {
                    throw new Problem(
                            Problem.Kind.CONFLICT,
                            "surveillance.signal-step",
                            "The signal does not wait for this.",
                            "It is " + signal.state() + "; from there lead "
                                    + signal.state().steps(signal.risk()) + ".",
                            "Take one of those steps.");
                }
                return step(signal, step, order, words, Who.of(caller), clock.instant());
            }));
        } catch (DuplicateKeyException another) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "surveillance.signal-open-already",
                    "There is an open signal of this place and disease.",
                    "One is open at a time; it grows.",
                    "Go on with that one, or merge one into the other.");
        }
    }

    private Signal step(Signal signal, Step step, Order order, String words, Who who, Instant now) {
        return switch (step) {
            case VERIFY -> to(signal, SignalState.VERIFIED, "VERIFIED", who, words, now);
            case DISMISS -> to(signal, SignalState.DISMISSED, "DISMISSED", who, told(words), now);
            case ASSESS -> assess(signal, order, words, who, now);
            case ISSUE -> issue(signal, order, told(words), who, now);
            case ACKNOWLEDGE -> acknowledge(signal, order, words, who, now);
            case RESPOND -> to(signal, SignalState.RESPONDING, "RESPONDED", who, told(words), now);
            case FEED_BACK -> to(signal, SignalState.FED_BACK, "FED_BACK", who, told(words), now);
            case CLOSE -> to(signal, SignalState.CLOSED, "CLOSED", who, told(words), now);
            case REOPEN -> to(signal, SignalState.DETECTED, "REOPENED", who, told(words), now);
            case HAND_OVER -> {
                String owner = order.owner();
                require(owner != null && !owner.equals(signal.owner()) && jurisdictions.known(owner), "owner");
                yield write(
                        signal,
                        signal.of(new RegionCode(Objects.requireNonNull(owner)).value()),
                        "HANDED_OVER",
                        who,
                        words,
                        now);
            }
            case MERGE -> merge(signal, order, words, who, now);
            case SPLIT -> split(signal, order, words, who, now);
        };
    }

    private Signal to(Signal signal, SignalState next, String kind, Who who, String words, Instant now) {
        Duration limit = next.limit();
        return write(
                signal,
                signal.in(next, limit == null ? null : now.plus(limit(signal.what(), next))),
                kind,
                who,
                words,
                now);
    }

    private Signal assess(Signal signal, Order order, String words, Who who, Instant now) {
        Integer likelihood = order.likelihood();
        Integer impact = order.impact();
        require(likelihood != null && likelihood >= 1 && likelihood <= Risk.MOST, "likelihood");
        require(impact != null && impact >= 1 && impact <= Risk.MOST, "impact");
        Signal assessed = signal.assessed(Objects.requireNonNull(likelihood), Objects.requireNonNull(impact));
        // one that is responded to already goes on from there
        SignalState next = signal.state() == SignalState.VERIFIED || signal.state() == SignalState.ASSESSED
                ? SignalState.ASSESSED
                : signal.state();
        return to(
                assessed,
                next,
                "ASSESSED",
                who,
                (likelihood + "×" + impact + " " + assessed.risk() + " " + words).strip(),
                now);
    }

    private Signal issue(Signal signal, Order order, String words, Who who, Instant now) {
        Signal.Product.Kind kind = order.product();
        String recipients = order.recipients();
        require(kind != null, "product");
        require(recipients != null && !recipients.isBlank(), "recipients");
        store.product(
                signal.id(),
                Objects.requireNonNull(kind),
                Objects.requireNonNull(recipients).strip(),
                words,
                now,
                now.plus(ACKNOWLEDGED_WITHIN));
        SignalState next = signal.state() == SignalState.ASSESSED ? SignalState.ISSUED : signal.state();
        return to(signal, next, "ISSUED", who, kind + " → " + recipients.strip(), now);
    }

    private Signal acknowledge(Signal signal, Order order, String words, Who who, Instant now) {
        Integer number = order.number();
        require(number != null, "number");
        require(store.acknowledge(signal.id(), Objects.requireNonNull(number), now), "number");
        return write(signal, signal, "ACKNOWLEDGED", who, (number + " " + words).strip(), now);
    }

    private Signal merge(Signal signal, Order order, String words, Who who, Instant now) {
        Long number = order.other();
        require(number != null && number != signal.id(), "other");
        Signal other = store.lock(Objects.requireNonNull(number)).orElseThrow(Signals::unknown);
        if (!other.owner().equals(signal.owner())) {
            throw notOwned();
        }
        require(other.state().open(), "other");
        write(other, other, "TOOK_IN", who, String.valueOf(signal.id()), now);
        return write(signal, signal.into(other.id()), "MERGED", who, words, now);
    }

    private Signal split(Signal signal, Order order, String words, Who who, Instant now) {
        String site = order.site();
        require(site != null && !site.isBlank() && !site.strip().equals(signal.site()), "site");
        Signal.Alarm part = signal.alarm().at(Objects.requireNonNull(site).strip());
        Signal made = store.insert(part, signal.owner(), now, now.plus(limit(signal.what(), SignalState.DETECTED)))
                .orElseThrow(() -> new DuplicateKeyException("open"));
        store.event(made, 1, "SPLIT", who, signal.id() + " " + words, now);
        write(signal, signal, "SPLIT", who, made.id() + " " + words, now);
        return made;
    }

    private Signal write(Signal before, Signal after, String kind, Who who, String words, Instant now) {
        if (!store.update(after)) {
            throw changed();
        }
        store.event(after, before.version() + 1, kind, who, words, now);
        return store.find(after.id()).orElseThrow();
    }

    private Duration limit(String what, SignalState state) {
        Duration usual = Objects.requireNonNull(state.limit());
        boolean strict = list.known(what).map(Disease::strict).orElse(false);
        return strict && (state == SignalState.DETECTED || state == SignalState.VERIFIED) ? STRICT : usual;
    }

    private Jurisdiction cdc(Caller caller) {
        Jurisdiction of = jurisdictions.of(caller);
        if (of.institution() != null) {
            throw Jurisdiction.notYours();
        }
        return of;
    }

    private static boolean owns(Jurisdiction of, Signal signal) {
        RegionCode region = of.region();
        return region == null || region.value().equals(signal.owner());
    }

    private Signal seen(Caller caller, long id) {
        Jurisdiction of = cdc(caller);
        return store.find(id)
                .filter(each -> of.covers(each.owner()) || of.covers(each.place()))
                .orElseThrow(Signals::unknown);
    }

    private static String told(String words) {
        require(!words.isEmpty(), "words");
        return words;
    }

    private static void require(boolean right, String field) {
        if (!right) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.signal-incomplete",
                    "The step lacks something that it needs.",
                    "Each step is written down with what it rests on.",
                    "Fill in what is named.",
                    List.of(field));
        }
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "surveillance.signal-unknown",
                "There is no such signal that you may see.",
                "CDC staff see the signals of their region.",
                "Choose one from the list.");
    }

    private static Problem changed() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "surveillance.signal-changed",
                "The signal was changed meanwhile.",
                "It grew, or somebody else took a step, after it was shown.",
                "Load it again and look at what is new.");
    }

    private static Problem notOwned() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "surveillance.signal-not-owned",
                "Another jurisdiction has this signal.",
                "One jurisdiction has a signal at a time; a higher one may take it over.",
                "Take it over, or ask for it to be handed over.");
    }
}
