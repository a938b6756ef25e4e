package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.simulator.reads.Incident;
import org.tongmai.simulator.reads.Misuse;
import org.tongmai.simulator.reads.Read;
import org.tongmai.simulator.reads.ReadLog;
import org.tongmai.simulator.reads.ReadLogSettings;
import org.tongmai.simulator.reads.Stay;

/** A simulated log of reads. */
class ReadLogTest {

    private static final ReadLogSettings SETTINGS = new ReadLogSettings(3, 30_000, LocalDate.of(2026, 3, 2), 1);

    private final ReadLog log = ReadLog.generate(SETTINGS);

    @Test
    void it_has_exactly_the_reads_asked_for_in_the_order_of_time() {
        assertThat(log.reads()).hasSize(30_000);
        assertThat(log.reads().stream().mapToLong(Read::second)).isSorted();
    }

    @Test
    void equal_settings_give_the_same_log(@TempDir Path folder) throws Exception {
        log.writeTo(folder.resolve("one"));
        ReadLog.generate(SETTINGS).writeTo(folder.resolve("two"));

        for (String file :
                List.of("reads.csv", "stays.csv", "readers.csv", "patients.csv", "truth.csv", "incidents.csv")) {
            assertThat(folder.resolve("one").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("two").resolve(file));
        }
        assertThat(Files.readAllLines(folder.resolve("one/reads.csv"))).hasSize(30_001);
    }

    @Test
    void nearly_every_kind_of_misuse_is_planted_even_in_a_small_log() {
        Set<Misuse.Kind> planted = new HashSet<>();
        log.incidents().forEach(each -> planted.add(each.kind()));

        assertThat(planted.size())
                .isGreaterThanOrEqualTo(Arrays.asList(Misuse.Kind.values()).size() - 2);
    }

    @Test
    void the_truth_names_the_reads_of_each_incident() {
        Map<Integer, Integer> counts = new HashMap<>();
        log.reads().stream().filter(each -> each.incident() >= 0).forEach(each -> {
            Incident incident = log.incidents().get(each.incident());
            assertThat(each.reader()).isEqualTo(incident.reader());
            assertThat(each.second()).isBetween(incident.from(), incident.until());
            counts.merge(each.incident(), 1, Integer::sum);
        });

        log.incidents().forEach(each -> assertThat(counts.get(each.number())).isEqualTo(each.reads()));
    }

    @Test
    void what_was_shown_had_a_visit_at_the_hospital_in_the_month_before_or_was_an_emergency() {
        Map<Long, List<Stay>> stays = new HashMap<>();
        log.stays()
                .forEach(each -> stays.merge(
                        each.patient(),
                        List.of(each),
                        (one, other) -> java.util.stream.Stream.concat(one.stream(), other.stream())
                                .toList()));

        for (Read each : log.reads()) {
            boolean treated = stays.getOrDefault(each.patient(), List.of()).stream()
                    .anyMatch(
                            stay -> stay.from() <= each.second() + 900 && stay.until() >= each.second() - 30 * 86_400L);
            assertThat(each.shown() && !each.basis().equals("EMERGENCY") && !treated)
                    .isFalse();
        }
    }

    @Test
    void a_log_without_incidents_is_in_order() {
        ReadLog clean = ReadLog.generate(new ReadLogSettings(3, 30_000, LocalDate.of(2026, 3, 2), 0));

        assertThat(clean.incidents()).isEmpty();
        assertThat(clean.reads()).allSatisfy(each -> assertThat(each.incident()).isNegative());
    }
}
