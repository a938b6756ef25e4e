package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The links that the index makes of a simulated province, against the truth that no institution sends. */
class LinkageAgainstTruthTest {

    private static final Logger LOG = LoggerFactory.getLogger(LinkageAgainstTruthTest.class);
    private static final int RESIDENTS = 2_000;
    private static final int BATCH = 200;
    private static final int SINGLE = 300;

    @ParameterizedTest
    @ValueSource(longs = {1, 20_260_601, 77})
    void linksNobodyWronglyAndAlmostEverybodyRightly(long seed) {
        SimulatedRegistrations truth = SimulatedRegistrations.of(seed, RESIDENTS);

        Set<Set<Long>> persons = inOrder(truth.identities(), BATCH);
        Score score = Score.of(persons, truth);

        LOG.warn("Seed {}: {} registrations, {}", seed, truth.last().size(), score.text());
        report(score, truth);
        assertThat(score.wrong()).isZero();
        assertThat(score.recall()).isGreaterThanOrEqualTo(0.97);
    }

    /** Ten orders, taken in pieces of any size, and all at once. */
    @Test
    void orderDoesNotMatter() {
        SimulatedRegistrations truth = SimulatedRegistrations.of(2, 400);
        List<Identity> registered = new ArrayList<>(truth.last().values());

        Set<Set<Long>> batch = inOrder(registered, registered.size());

        assertThat(inOrder(truth.identities(), BATCH)).as("as they were sent").isEqualTo(batch);
        for (int order = 0; order < 10; order++) {
            var dice = new Random(order);
            Collections.shuffle(registered, dice);
            int pieces = 1 + dice.nextInt(BATCH);
            assertThat(inOrder(registered, pieces))
                    .as("order %d in pieces of %d", order, pieces)
                    .isEqualTo(batch);
        }
    }

    /** Some 3 ms each on two busy cores; the bound leaves room for a busy machine. */
    @Test
    void aRegistrationIsMatchedAsItArrives() {
        List<Identity> all =
                List.copyOf(SimulatedRegistrations.of(5, RESIDENTS).last().values());
        var nanos = new ArrayList<Long>();
        try (var index = new TestIndex(Clock.systemUTC())) {
            for (int from = 0; from < all.size() - SINGLE; from += BATCH) {
                index.apply(all.subList(from, Math.min(all.size() - SINGLE, from + BATCH)));
            }
            for (Identity one : all.subList(all.size() - SINGLE, all.size())) {
                long start = System.nanoTime();
                index.apply(List.of(one));
                nanos.add(System.nanoTime() - start);
            }
        }
        nanos.sort(Long::compare);
        long median = TimeUnit.NANOSECONDS.toMicros(nanos.get(SINGLE / 2));

        LOG.warn(
                "One registration among {}: median {} µs, 99 of 100 within {} µs",
                all.size(),
                median,
                TimeUnit.NANOSECONDS.toMicros(nanos.get(SINGLE * 99 / 100)));
        assertThat(median).isLessThan(25_000);
    }

    private static void report(Score score, SimulatedRegistrations truth) {
        if (LOG.isDebugEnabled()) {
            for (LinkStore.Pair pair : score.wrongPairs()) {
                LOG.debug(
                        "wrong {} {}\n  {}\n  {}",
                        truth.errors(pair.a()),
                        truth.errors(pair.b()),
                        what(truth, pair.a()),
                        what(truth, pair.b()));
            }
            for (LinkStore.Pair pair : score.missedPairs()) {
                LOG.debug(
                        "missed {} {}\n  {}\n  {}",
                        truth.errors(pair.a()),
                        truth.errors(pair.b()),
                        what(truth, pair.a()),
                        what(truth, pair.b()));
            }
        }
    }

    private static String what(SimulatedRegistrations truth, long compartment) {
        return String.valueOf(truth.registration(compartment));
    }

    private static Set<Set<Long>> inOrder(List<Identity> identities, int pieces) {
        try (var index = new TestIndex(Clock.systemUTC())) {
            for (int from = 0; from < identities.size(); from += pieces) {
                index.apply(lastOfEach(identities.subList(from, Math.min(identities.size(), from + pieces))));
            }
            return index.partition();
        }
    }

    private static List<Identity> lastOfEach(List<Identity> batch) {
        var last = new LinkedHashMap<Long, Identity>();
        batch.forEach(identity -> last.put(identity.compartment(), identity));
        return List.copyOf(last.values());
    }
}
