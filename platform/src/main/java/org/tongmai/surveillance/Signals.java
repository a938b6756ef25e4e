package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofHours(24);
    private static final int WORDS_LONGEST = 4_000;

    private final SignalStore store;
    private final ProductStore products;
    private final DiseaseList list;
    private final Jurisdiction.Finder jurisdictions;
    private final TransactionOperations transaction;
    private final Clock clock;

    Signals(
            SignalStore store,
            ProductStore products,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.products = products;
        this.list = list;
        this.jurisdictions = jurisdictions;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * What a step needs, as far as it needs it.
     *
     * @param version of the signal as it was shown
     * @param region GB/T 2260: whose CDC a product is for; null for recipients outside the platform
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
            @Nullable String region,
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
        return new Signal.Whole(signal, store.events(id), products.products(id));
    }

    /** What the caller may do with each now, by their numbers. */
    Map<Long, Set<Step>> steps(Caller caller, Collection<Signal> signals) {
        Jurisdiction of = cdc(caller);
        List<Long> others =
                signals.stream().filter(each -> !owns(of, each)).map(Signal::id).toList();
        RegionCode region = of.region();
        Set<Long> awaited = region == null ? Set.of() : products.awaited(others, region.value());
        return signals.stream()
                .collect(Collectors.toMap(Signal::id, each -> steps(of, each, awaited.contains(each.id()))));
    }

    /** @param awaited whether a product waits for an acknowledgement of the caller's CDC */
    private static Set<Step> steps(Jurisdiction of, Signal signal, boolean awaited) {
        if (owns(of, signal)) {
            return signal.state().steps(signal.risk());
        }
        Set<Step> steps = EnumSet.noneOf(Step.class);
        if (signal.state().open() && of.covers(signal.owner())) {
            steps.add(Step.HAND_OVER);
        }
        if (awaited && signal.state().steps(signal.risk()).contains(Step.ACKNOWLEDGE)) {
            steps.add(Step.ACKNOWLEDGE);
        }
        return steps;
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
                    throw SignalStore.changed();
                }
                boolean own = owns(of, signal);
                if (!own
                        && !steps(caller, List.of(signal))
                                .getOrDefault(id, Set.of())
                                .contains(step)) {
                    throw notOwned();
                }
                if (own && !signal.state().steps(signal.risk()).contains(step)) {
                    throw new Problem(
                            Problem.Kind.CONFLICT,
                            "surveillance.signal-step",
                            "The signal does not wait for this.",
                            "It is " + signal.state() + "; from there lead "
                                    + signal.state().steps(signal.risk()) + ".",
                            "Take one of those steps.");
                }
                return step(signal, step, order, words, caller, clock.instant());
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

    private Signal step(Signal signal, Step step, Order order, String words, Caller caller, Instant now) {
        Who who = Who.of(caller);
        return switch (step) {
            case VERIFY -> to(signal, SignalState.VERIFIED, "VERIFIED", who, words, now);
            case DISMISS -> to(signal, SignalState.DISMISSED, "DISMISSED", who, told(words), now);
            case ASSESS -> assess(signal, order, words, who, now);
            case ISSUE -> issue(signal, order, told(words), who, now);
            case ACKNOWLEDGE -> acknowledge(signal, order, words, caller, now);
            case RESPOND -> to(signal, SignalState.RESPONDING, "RESPONDED", who, told(words), now);
            case FEED_BACK -> to(signal, SignalState.FED_BACK, "FED_BACK", who, told(words), now);
            case CLOSE -> to(signal, SignalState.CLOSED, "CLOSED", who, told(words), now);
            case REOPEN -> to(signal, SignalState.DETECTED, "REOPENED", who, told(words), now);
            case HAND_OVER -> {
                String owner = order.owner();
                require(owner != null && !owner.equals(signal.owner()) && jurisdictions.known(owner), "owner");
                yield store.write(
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
        return store.write(signal, signal.in(next, next.due(now, strict(signal))), kind, who, words, now);
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
        String region = order.region() == null || order.region().isBlank() ? null : order.region();
        require(region == null || jurisdictions.known(region), "region");
        products.insert(
                signal.id(),
                Objects.requireNonNull(kind),
                Objects.requireNonNull(recipients).strip(),
                region,
                words,
                now,
                now.plus(ACKNOWLEDGED_WITHIN));
        SignalState next = signal.state() == SignalState.ASSESSED ? SignalState.ISSUED : signal.state();
        return to(signal, next, "ISSUED", who, kind + " → " + recipients.strip(), now);
    }

    /** By the CDC that it is for; for recipients outside the platform the owner writes down who did. */
    private Signal acknowledge(Signal signal, Order order, String words, Caller caller, Instant now) {
        Integer number = order.number();
        require(number != null, "number");
        Optional<Signal.Product> product = products.product(signal.id(), Objects.requireNonNull(number));
        require(product.isPresent(), "number");
        if (product.get().region() == null) {
            told(words);
        } else if (!isFor(cdc(caller), product.get())) {
            throw notOwned();
        }
        require(products.acknowledge(signal.id(), number, now), "number");
        return store.write(signal, signal, "ACKNOWLEDGED", Who.of(caller), (number + " " + words).strip(), now);
    }

    private static boolean isFor(Jurisdiction of, Signal.Product product) {
        RegionCode region = of.region();
        return product.region() != null && (region == null || region.value().equals(product.region()));
    }

    private Signal merge(Signal signal, Order order, String words, Who who, Instant now) {
        Long number = order.other();
        require(number != null && number != signal.id(), "other");
        Signal other = store.lock(Objects.requireNonNull(number)).orElseThrow(Signals::unknown);
        if (!other.owner().equals(signal.owner())) {
            throw notOwned();
        }
        require(other.state().open(), "other");
        store.write(other, other, "TOOK_IN", who, String.valueOf(signal.id()), now);
        return store.write(signal, signal.into(other.id()), "MERGED", who, words, now);
    }

    private Signal split(Signal signal, Order order, String words, Who who, Instant now) {
        String site = order.site();
        require(site != null && !site.isBlank() && !site.strip().equals(signal.site()), "site");
        Signal.Alarm part = signal.alarm().at(Objects.requireNonNull(site).strip());
        Signal made = store.insert(part, signal.owner(), now, SignalState.DETECTED.due(now, strict(signal)))
                .orElseThrow(() -> new DuplicateKeyException("open"));
        store.event(made, 1, "SPLIT", who, signal.id() + " " + words, now);
        store.write(signal, signal, "SPLIT", who, made.id() + " " + words, now);
        return made;
    }

    private boolean strict(Signal signal) {
        return list.known(signal.what()).map(Disease::strict).orElse(false);
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
                .filter(each -> of.covers(each.owner())
                        || of.covers(each.place())
                        || products.products(id).stream().anyMatch(product -> isFor(of, product)))
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

    private static Problem notOwned() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "surveillance.signal-not-owned",
                "Another jurisdiction has this signal.",
                "One jurisdiction has a signal at a time; a higher one may take it over.",
                "Take it over, or ask for it to be handed over.");
    }
}
