package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.disease.Disease;
import org.tongmai.surveillance.disease.DiseaseList;

/** Alarms become signals: a new one, an open one that grows, or none where the same days were dealt with. */
final class Alarms {

    /** After an end the same days raise nothing, unless there are so many times the cases. */
    private static final int AGAIN = 2;

    private final SignalStore store;
    private final RegionCode node;
    private final DiseaseList list;
    private final TransactionOperations transaction;
    private final Clock clock;

    /** @param node the region of the node: who lives beyond it belongs to no CDC here */
    Alarms(SignalStore store, RegionCode node, DiseaseList list, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.node = node;
        this.list = list;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Raises a signal or lets the open one grow; empty for neither. */
    Optional<Signal> raise(Signal.Alarm alarm) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Instant now = clock.instant();
            Optional<Signal> grown = grow(alarm);
            if (grown.isPresent()) {
                return grown;
            }
            Optional<Signal> ended = store.ended(alarm.place(), alarm.what(), alarm.site());
            if (ended.isPresent()
                    && !alarm.lastDay().isAfter(ended.get().lastDay())
                    && alarm.observed() < AGAIN * ended.get().observed()) {
                return Optional.<Signal>empty();
            }
            boolean strict = list.known(alarm.what()).map(Disease::strict).orElse(false);
            Optional<Signal> raised =
                    store.insert(alarm, owner(alarm.place()), now, SignalState.DETECTED.due(now, strict));
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

    /** The county's CDC; of people who live beyond the node's region the node's own, which tells that of the other. */
    private String owner(String place) {
        boolean here = node.value().equals(RegionCode.NATION) || node.contains(new RegionCode(place));
        return here ? place : node.value();
    }

    /** Lets the open signal of it grow; empty where none is open. */
    Optional<Signal> grow(Signal.Alarm alarm) {
        return Objects.requireNonNull(transaction.execute(status -> store.open(
                        alarm.place(), alarm.what(), alarm.site())
                .map(open ->
                        alarm.observed() <= open.observed() && !alarm.lastDay().isAfter(open.lastDay())
                                ? open
                                : store.write(
                                        open,
                                        open.grown(alarm, clock.instant()),
                                        "GREW",
                                        Who.PLATFORM,
                                        alarm.explanation().sentence().zh(),
                                        clock.instant()))));
    }
}
