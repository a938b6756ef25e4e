package org.tongmai.intake.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tongmai.intake.conformance.CheckResult.State;

/** The robot platform examines a sound hospital, and faulty ones with one defect each, over real connections. */
class HospitalExaminationTest {

    private static final Instant NOW = Instant.parse("2026-03-01T06:00:00Z");

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** Most of an examination is waiting, so several run at once. */
    private static final int AT_ONCE = 40;

    private static final Map<Defect, List<CheckResult>> FAULTY = new EnumMap<>(Defect.class);

    private static List<CheckResult> sound = List.of();

    @BeforeAll
    static void examine() throws InterruptedException, ExecutionException {
        Semaphore places = new Semaphore(AT_ONCE);
        Map<Defect, Future<List<CheckResult>>> running = new EnumMap<>(Defect.class);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<CheckResult>> without = threads.submit(() -> examined(null));
            for (Defect defect : Defect.values()) {
                running.put(defect, threads.submit(() -> {
                    places.acquire();
                    try {
                        return examined(defect);
                    } finally {
                        places.release();
                    }
                }));
            }
            sound = without.get();
            for (Map.Entry<Defect, Future<List<CheckResult>>> each : running.entrySet()) {
                FAULTY.put(each.getKey(), each.getValue().get());
            }
        }
    }

    @Test
    void aSoundHospitalPassesEveryCheck() {
        assertThat(sound).hasSameSizeAs(Check.ofHospital());
        assertThat(sound.stream().filter(result -> result.state() != State.PASSED))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aDefectIsFoundByTheCheckThatIsMeantAndByNoOther(Defect defect) {
        List<CheckResult> results = FAULTY.getOrDefault(defect, List.of());

        assertThat(results.stream()
                        .filter(result -> result.state() == State.FAILED)
                        .map(result -> result.check().id()))
                .containsExactly(defect.check());
    }

    @Test
    void thereIsAHospitalThatFailsEachCheck() {
        assertThat(Arrays.stream(Defect.values()).map(Defect::check).distinct())
                .hasSizeGreaterThan(40)
                .containsExactlyInAnyOrderElementsOf(
                        Check.ofHospital().stream().map(Check::id).toList());
    }

    @Test
    void samplesSayWhereAndNeverWho() {
        List<String> shown = new ArrayList<>();
        FAULTY.values()
                .forEach(results -> results.forEach(result ->
                        result.samples().forEach(sample -> shown.add(sample.where() + " " + sample.shown()))));

        assertThat(shown).hasSizeGreaterThan(70);
        assertThat(shown)
                .noneMatch(text -> text.contains("330106198003")
                        || text.contains("330106199211")
                        || text.contains("伟")
                        || text.contains("买买提"))
                .noneMatch(text -> text.contains("19800307") || text.contains("19921120"));
    }

    private static List<CheckResult> examined(@Nullable Defect defect) throws Exception {
        Clock clock = Clock.fixed(NOW, ZONE);
        try (RobotPlatform robot = RobotPlatform.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                clock,
                ZONE.getId(),
                Duration.ofMillis(300))) {
            new ExaminedHospital(defect, NOW.atZone(ZONE).toOffsetDateTime(), robot.port(), robot.httpPort()).send();
            return robot.judge();
        }
    }
}
