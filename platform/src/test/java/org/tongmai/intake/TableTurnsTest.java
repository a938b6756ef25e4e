package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.intake.TableClaims.Claim;
import org.tongmai.intake.TableLoad.Stage;
import org.tongmai.kernel.Problem;

/** Files of several hospitals before few readers. */
class TableTurnsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T06:00:00Z");

    private static final String ONE = "患者编号,姓名,性别\nP1,王伟,男\n";

    @Test
    void whoLostAFileCountsNothingMore() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            TableLoad load = take(hospital, Hospital.CODE, ONE);
            TableClaims claims = hospital.parts().tables().claims();
            Claim lost = claims.claim(NOW).orElseThrow();
            Claim own = claims.claim(NOW.plus(Duration.ofMinutes(2))).orElseThrow();
            var row = new TableClaims.Settlement(1, 10, 1, 0, 0, 1, 0, 0);

            assertThat(own.load()).isEqualTo(lost.load());
            assertThat(claims.renew(lost, NOW)).isFalse();
            assertThat(claims.settle(load, lost, NOW, 0, row, List.of(), new QualityTally.Sheet()))
                    .isFalse();
            assertThat(claims.settle(load, own, NOW, 0, row, List.of(), new QualityTally.Sheet()))
                    .isTrue();
            assertThat(claims.settle(load, own, NOW, 0, row, List.of(), new QualityTally.Sheet()))
                    .isFalse();
            assertThat(find(hospital, load).stored()).isEqualTo(1);
        }
    }

    @Test
    void aFileThatEndsEachReaderIsToldAfterAFew() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            TableLoad load = take(hospital, Hospital.CODE, ONE);
            for (int i = 0; i < TableReading.ATTEMPTS_MAX; i++) {
                hospital.parts().tables().claims().claim(NOW.plus(Duration.ofMinutes(2L * i)));
            }
            hospital.pass(Duration.ofHours(1));

            hospital.parts().tables().reading().round();

            assertThat(find(hospital, load).state()).isEqualTo(Stage.FAILED);
            assertThat(find(hospital, load).code()).isEqualTo("intake.table-stuck");
        }
    }

    @Test
    void anInstitutionHasOneReaderSoThatOthersHaveTheNext() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            hospital.register(Hospital.OTHER);
            TableLoad first = take(hospital, Hospital.CODE, ONE);
            take(hospital, Hospital.CODE, ONE + "P2,李娜,女\n");
            TableLoad other = take(hospital, Hospital.OTHER, ONE);
            TableClaims claims = hospital.parts().tables().claims();

            assertThat(claims.claim(NOW).orElseThrow().load()).isEqualTo(first.id());
            assertThat(claims.claim(NOW).orElseThrow().load()).isEqualTo(other.id());
            assertThat(claims.claim(NOW)).isEmpty();
        }
    }

    @Test
    void aLargeFileGivesWayToThoseThatWait() throws IOException {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        try (Hospital hospital = Hospital.registered(to -> (key, bundle, sender, note) -> {
            Objects.requireNonNull(meanwhile.get()).run();
            return to.submit(key, bundle, sender, note);
        })) {
            hospital.register(Hospital.OTHER);
            TableLoad large = take(hospital, Hospital.CODE, ONE + "P2,李娜,?\n".repeat(600));
            TableLoad small = take(hospital, Hospital.OTHER, ONE);
            meanwhile.set(() -> hospital.pass(Duration.ofMinutes(2)));

            hospital.parts().tables().reading().round();

            assertThat(find(hospital, large).state()).isEqualTo(Stage.QUEUED);
            assertThat(find(hospital, large).rows()).isEqualTo(TableReading.WINDOW);
            hospital.parts().tables().reading().round();
            assertThat(find(hospital, small).state()).isEqualTo(Stage.DONE);
            hospital.parts().tables().reading().round();
            assertThat(find(hospital, large).state()).isEqualTo(Stage.DONE);
            assertThat(find(hospital, large).refused()).isEqualTo(600);
        }
    }

    @Test
    void whatIsReadToItsEndIsNotKept() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            TableLoad done = TableLoadTest.load(hospital, "patient-registration", ONE);
            TableLoad failed = TableLoadTest.load(hospital, "patient-registration", "a,b\n1,2\n");

            assertThat(done.state()).isEqualTo(Stage.DONE);
            assertThat(failed.state()).isEqualTo(Stage.FAILED);
            assertThat(pieces(hospital)).isZero();
        }
    }

    @Test
    void anInstitutionWhoseFilesFillTheRoomWaits() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            take(hospital, Hospital.CODE, ONE);
            JdbcClient.create(hospital.database())
                    .sql("update intake.load set bytes = ?")
                    .param(TableDoor.OPEN_MAX)
                    .update();

            assertRefused(hospital, null, "intake.tables-too-many");
        }
    }

    @Test
    void whatHasArrivedKeepsItsBytesThoughItWasGivenUpMeanwhile() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            TableStore store = hospital.parts().tables().store();
            TableLoad arrived = take(hospital, Hospital.CODE, ONE);

            store.forget(arrived.id());

            assertThat(pieces(hospital)).isEqualTo(1);
            long late = store.begin(TableLoadTest.announced("fee"), NOW);
            store.forgetStale(NOW.plus(Duration.ofDays(2)));
            assertThatThrownBy(() -> store.arrived(late, 1, new byte[32])).isInstanceOf(Problem.class);
            assertThatThrownBy(() -> store.piece(late, 0, new byte[1])).isInstanceOf(Problem.class);
        }
    }

    @Test
    void whatStillArrivesIsNotGivenUp() {
        try (Hospital hospital = Hospital.registered()) {
            TableStore store = hospital.parts().tables().store();
            long slow = store.begin(TableLoadTest.announced("fee"), NOW);
            store.arriving(slow, 64_000_000, NOW.plus(Duration.ofDays(2)));

            store.forgetStale(NOW.plus(Duration.ofDays(1)));

            assertThat(store.find(slow)).isPresent();
        }
    }

    @Test
    void aCharacterSetThatNobodyKnowsIsRefusedAtTheDoor() {
        try (Hospital hospital = Hospital.registered()) {
            assertRefused(hospital, "UTF-9", "intake.table-charset-unknown");
            assertRefused(hospital, "?", "intake.table-charset-unknown");
        }
    }

    @Test
    void aFileOfWhichNearlyEachRowIsRefusedIsNotReadOn() {
        assertThat(TableReading.isMisfit(0, 9_999)).isFalse();
        assertThat(TableReading.isMisfit(0, 10_000)).isTrue();
        assertThat(TableReading.isMisfit(2_000, 10_000)).isFalse();
        assertThat(TableReading.isMisfit(1_000_000, 100_000)).isFalse();
    }

    private static void assertRefused(Hospital hospital, @Nullable String charset, String code) {
        var file =
                new TableStore.Announced(Hospital.CODE, "patient-registration", "it", "file.csv", null, charset, null);
        assertThatThrownBy(() -> hospital.parts().tables().door().take(file, new ByteArrayInputStream(new byte[1])))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo(code);
    }

    private static TableLoad take(Hospital hospital, String institution, String text) throws IOException {
        var file = new TableStore.Announced(institution, "patient-registration", "it", "file.csv", null, null, null);
        return hospital.parts()
                .tables()
                .door()
                .take(file, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .load();
    }

    private static TableLoad find(Hospital hospital, TableLoad load) {
        return hospital.parts().tables().store().find(load.id()).orElseThrow();
    }

    private static long pieces(Hospital hospital) {
        return JdbcClient.create(hospital.database())
                .sql("select count(*) from intake.load_piece")
                .query(Long.class)
                .single();
    }
}
