package org.tongmai.recognition;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Fact;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/**
 * Reads results from the feed: those that were corrected after somebody quoted them, and those that were made anew after somebody
 * refused to rely on an earlier one. Replaying changes nothing.
 */
final class Aftermath {

    /** Its name among the readers of the feed. */
    static final String READER = "recognition";

    static final Set<String> TYPES = Set.of("Observation", "DiagnosticReport");

    /** So long after a refusal a result of the same item counts as the repeat. */
    static final Duration REPEAT_WITHIN = Duration.ofDays(30);

    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);

    private final Store store;
    private final Catalogues catalogues;
    private final EventStore events;
    private final Ledger ledger;
    private final Notices notices;
    private final Clock clock;

    Aftermath(Store store, Catalogues catalogues, EventStore events, Ledger ledger, Notices notices, Clock clock) {
        this.store = store;
        this.catalogues = catalogues;
        this.events = events;
        this.ledger = ledger;
        this.notices = notices;
        this.clock = clock;
    }

    void take(List<Fact> facts) {
        notices.changed(facts.stream().filter(each -> each.version() > 1).toList());
        repeats(facts.stream().filter(each -> !each.deleted()).toList());
    }

    private void repeats(List<Fact> facts) {
        Map<Long, List<Fact>> byPatient =
                facts.stream().collect(Collectors.groupingBy(each -> each.key().compartment()));
        if (byPatient.isEmpty()) {
            return;
        }
        List<Event> repeats = new ArrayList<>();
        Map<Fact, JsonNode> read = new HashMap<>();
        for (Event refusal : events.refusals(byPatient.keySet(), clock.instant().minus(REPEAT_WITHIN))) {
            byPatient.getOrDefault(refusal.compartment(), List.of()).stream()
                    .flatMap(fact -> repeat(refusal, fact, read.computeIfAbsent(fact, Fact::tree)).stream())
                    .findFirst()
                    .ifPresent(repeats::add);
        }
        if (!repeats.isEmpty()) {
            ledger.repeated(repeats);
        }
    }

    private Optional<Event> repeat(Event refusal, Fact fact, JsonNode resource) {
        Item item = catalogues
                .current()
                .item(refusal.item(), LocalDate.ofInstant(refusal.at(), Decision.ZONE))
                .orElse(null);
        boolean repeats = item != null
                && !fact.reference().equals(refusal.result())
                && after(refusal, resource, fact.at())
                && ResultReader.status(resource.path("status").asString("")) == Result.Status.FINAL
                && !ResultReader.quotation(resource)
                && ResultReader.codes(resource).stream().anyMatch(item.codes()::containsKey);
        if (!repeats) {
            return Optional.empty();
        }
        Found now = ResultReader.read(fact, resource, "", ResultReader.Along.NOTHING);
        Change change = earlier(refusal)
                .map(before -> change(Objects.requireNonNull(item), before, now))
                .orElse(Change.UNCLEAR);
        return Optional.of(refusal.then(Event.Kind.REPEATED, fact.at(), change.name(), "", refusal.terminal()));
    }

    /**
     * Whether it was made after a refusal, or with the specimen that lay there: a moment tells; a day alone may be any moment of it, if
     * the result came after the refusal.
     */
    static boolean after(Event refusal, JsonNode resource, Instant filed) {
        ResultReader.Made made = ResultReader.made(resource);
        return made != null
                && !made.latest().isBefore(refusal.at().minus(Ledger.SAME_ORDER))
                && (refusal.madeAt() == null || made.latest().isAfter(refusal.madeAt()))
                && (made.moment() || filed.isAfter(refusal.at()));
    }

    /** The result that was refused, as it was shown. */
    private Optional<Found> earlier(Event refusal) {
        if (refusal.resultCompartment() == 0) {
            return Optional.empty();
        }
        String[] reference = refusal.result().split("/", 2);
        return store.version(reference[0], reference[1], refusal.version(), Scope.everything())
                .filter(each -> !each.deleted())
                .map(each -> ResultReader.read(each, each.tree(), "", ResultReader.Along.NOTHING));
    }

    /** Whether the repeat told anything else. */
    enum Change {
        CHANGED,
        SAME,
        UNCLEAR
    }

    /**
     * Another side of the reference range is a change; without a range, another value by the item's percentage or another finding is.
     */
    static Change change(Item item, Found before, Found now) {
        String flagBefore = side(before.shown().flag());
        String flagNow = side(now.shown().flag());
        if (flagBefore != null && flagNow != null) {
            return flagBefore.equals(flagNow) ? Change.SAME : Change.CHANGED;
        }
        BigDecimal from = number(item, before);
        BigDecimal to = number(item, now);
        if (from != null && to != null) {
            BigDecimal allowed = from.abs().multiply(BigDecimal.valueOf(item.changePercent()));
            boolean changed = to.subtract(from).abs().multiply(PERCENT).compareTo(allowed) > 0;
            return changed ? Change.CHANGED : Change.SAME;
        }
        String was = before.shown().value();
        String is = now.shown().value();
        return was == null || is == null ? Change.UNCLEAR : was.equals(is) ? Change.SAME : Change.CHANGED;
    }

    private static @Nullable BigDecimal number(Item item, Found found) {
        BigDecimal number = found.shown().number();
        return number == null
                ? null
                : item.converted(number, found.result().unit()).orElse(null);
    }

    /** HL7 v2 table 0078 without its degrees. */
    private static @Nullable String side(@Nullable String flag) {
        return flag == null ? null : flag.substring(0, 1);
    }
}
