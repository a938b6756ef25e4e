package org.tongmai.access.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.simulator.reads.Misuse;
import org.tongmai.simulator.reads.ReadLog;
import org.tongmai.simulator.reads.ReadLogSettings;

/** Planted misuse in simulated logs; none of these seeds served to fit the weights. */
class SentinelTest {

    private static final LocalDate FIRST = LocalDate.of(2026, 3, 2);
    private static final int READS = 60_000;

    @Test
    void misuse_is_found_and_little_else_is_taken_for_it() {
        Scorecard card = new Scorecard();
        for (long seed : List.of(101L, 102L, 103L, 104L)) {
            ReadLog log = ReadLog.generate(new ReadLogSettings(seed, READS, FIRST, 1));
            card.add(log, cases(log));
        }

        assertThat(card.planted).isGreaterThan(80);
        assertThat(card.precision()).as("precision").isGreaterThanOrEqualTo(0.8);
        assertThat(card.recall()).as("recall").isGreaterThanOrEqualTo(0.8);
    }

    @Test
    void a_log_in_order_has_hardly_a_case() {
        ReadLog log = ReadLog.generate(new ReadLogSettings(105, READS, FIRST, 0));

        assertThat(cases(log)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_case_names_its_reasons_heaviest_first_and_looks_that_are_the_readers() {
        ReadLog log = ReadLog.generate(new ReadLogSettings(106, READS, FIRST, 1));

        for (Finding each : cases(log)) {
            List<Double> weights =
                    each.why().facts().stream().map(Reason::weight).toList();
            assertThat(weights).isNotEmpty().isSortedAccordingTo((one, other) -> Double.compare(other, one));
            assertThat(each.looks()).isNotEmpty().hasSizeLessThanOrEqualTo(Finding.LOOKS_MAX);
            for (Long look : each.looks()) {
                var read = log.reads().get(look.intValue());
                assertThat(log.readers().get(read.reader()).account()).isEqualTo(each.account());
            }
        }
    }

    @Test
    void the_same_log_gives_the_same_cases() {
        ReadLog log = ReadLog.generate(new ReadLogSettings(107, 30_000, FIRST, 1));

        assertThat(cases(log)).isEqualTo(cases(log));
    }

    @Test
    void kinds_that_leave_many_traces_are_found_every_time() {
        Set<Misuse.Kind> plain = EnumSet.of(
                Misuse.Kind.ORDERED_SWEEP,
                Misuse.Kind.STUFFING,
                Misuse.Kind.TOKEN,
                Misuse.Kind.BEFORE_LEAVING,
                Misuse.Kind.OWN_RECORD);
        Scorecard card = new Scorecard();
        for (long seed : List.of(108L, 109L)) {
            ReadLog log = ReadLog.generate(new ReadLogSettings(seed, READS, FIRST, 1));
            card.add(log, cases(log));
        }

        assertThat(card.missed.stream().map(each -> each.kind()).collect(Collectors.toSet()))
                .doesNotContainAnyElementsOf(plain);
    }

    private static List<Finding> cases(ReadLog log) {
        Collection<Finding> cases = Scorecard.cases(new SimulatedReadings(log, FIRST), new Sentinel(Weights.on(FIRST)));
        return List.copyOf(cases);
    }
}
