package org.tongmai.surveillance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tongmai.access.TestNode.HOSPITAL_A;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** How soon a CDC knows: from the doctor's signature to its inbox, and from the case that passes a number to the signal. */
class PromptnessTest extends OnSurveillanceNode {

    private static final Logger LOG = LoggerFactory.getLogger(PromptnessTest.class);

    private static final int TIMES = 10;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void aSignedCardIsInTheInboxOfTheCountyCdcOnceTheDoctorSeesThatItWasSent() {
        List<JsonNode> drafts = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            String patient = patient(HOSPITAL_A, 800 + i, "柏麻疹" + i, "翠苑小区");
            condition(HOSPITAL_A, patient, "B05.9", "麻疹", ago(Duration.ofMinutes(30)), "confirmed");
            drafts.add(cardOf(doctor, "1000", "柏麻疹" + i));
        }
        List<Duration> took = new ArrayList<>();
        for (JsonNode draft : drafts) {
            long begun = System.nanoTime();
            assertThat(act(doctor, draft, "confirm", Map.of()).status()).isEqualTo(200);
            boolean there = city.get("/api/surveillance/cards/waiting")
                    .json()
                    .path("cards")
                    .valueStream()
                    .anyMatch(each -> each.path("id").equals(draft.path("id")));
            took.add(Duration.ofNanos(System.nanoTime() - begun));

            assertThat(there).isTrue();
        }
        told("From the doctor's signature to the county CDC's inbox", took);
        assertThat(Collections.max(took)).isLessThan(Duration.ofSeconds(10));
    }

    /** Each case of plague is one more than the number from which it is reported, so the signal of the place grows with each. */
    @Test
    void aSignalStandsWithinAMinuteOfTheCaseThatPassesTheNumber() {
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            String patient = patient(HOSPITAL_A, 820 + i, "水鼠疫" + i, "文三路" + i + "号");
            int cases = i + 1;
            long begun = System.nanoTime();
            condition(HOSPITAL_A, patient, "A20.9", "鼠疫", ago(Duration.ofMinutes(5)), "confirmed");
            within(MINUTE, () -> observed() >= cases);
            took.add(Duration.ofNanos(System.nanoTime() - begun));
        }
        told("From the case that passes the number to the signal (looked every 1 s)", took);
        assertThat(Collections.max(took)).isLessThan(MINUTE);
    }

    private static int observed() {
        return city.get("/api/surveillance/signals?what=0100")
                .json()
                .path("signals")
                .valueStream()
                .filter(each -> each.path("site").asString("").isEmpty())
                .mapToInt(each -> each.path("observed").asInt(0))
                .max()
                .orElse(0);
    }

    private static void within(Duration limit, BooleanSupplier what) {
        long until = System.nanoTime() + limit.toNanos();
        while (!what.getAsBoolean() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(what.getAsBoolean()).isTrue();
    }

    private static void told(String what, List<Duration> took) {
        List<Duration> sorted = took.stream().sorted().toList();
        LOG.warn(
                "{}: median {} ms, longest {} ms of {}",
                what,
                sorted.get(sorted.size() / 2).toMillis(),
                sorted.getLast().toMillis(),
                sorted.size());
    }
}
