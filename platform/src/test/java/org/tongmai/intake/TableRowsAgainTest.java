package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tongmai.intake.TableLoad.Stage;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.databind.node.ObjectNode;

/** Rows that come again: mended, older, in other characters, by another mapping. */
class TableRowsAgainTest {

    private static final String DATASET = "patient-registration";

    private static final String HEADER = "患者编号,姓名,性别,出生日期\n";

    private static final String BAD = "P2,李娜,女,1980-02-31\n";

    private static final String GOOD = "P2,李娜,女,1980-02-28\n";

    @Test
    void aCorrectionThatIsRefusedIsNotSettledByTheRowThatItCorrects() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            TableLoad load = load(hospital, HEADER + GOOD + BAD, null, null);

            assertThat(found(hospital, load)).containsExactly("intake.date-wrong");
        }
    }

    @Test
    void aRowThatIsCorrectedFurtherDownIsSettled() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            TableLoad load = load(hospital, HEADER + BAD + GOOD, null, null);

            assertThat(load.refused()).isEqualTo(1);
            assertThat(found(hospital, load)).isEmpty();
        }
    }

    @Test
    void whatIsNewerIsNotSettledByABackfill() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            TableLoad refused = load(hospital, HEADER + BAD, null, null);

            load(hospital, HEADER + GOOD, null, Instant.parse("2020-01-01T00:00:00Z"));

            assertThat(found(hospital, refused)).hasSize(1);
            load(hospital, HEADER + GOOD + "P3,张敏,女,\n", null, null);
            assertThat(found(hospital, refused)).isEmpty();
        }
    }

    @Test
    void aRowIsAsOldAsItselfSaysWhenThatIsTold() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            String header = "患者编号,姓名,性别,出生日期,更新时间\n";
            TableLoad refused = load(hospital, header + "P2,李娜,女,1980-02-31,2026-02-20\n", null, null);

            load(hospital, header + "P2,李娜,女,1980-02-28,2026-02-10\n", null, null);

            assertThat(found(hospital, refused)).hasSize(1);
            load(hospital, header + "P2,李娜,女,1980-02-28,2026-02-20\n", null, null);
            assertThat(found(hospital, refused)).isEmpty();
        }
    }

    @Test
    void aRowOfABackfillThatIsMendedLaterIsAsOldAsItsFile() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            load(hospital, "患者编号,姓名,性别\nP1,新名,男\n", null, null);
            TableLoad old = load(hospital, "患者编号,姓名,性别\nP1,旧名,?\n", null, Instant.parse("2020-01-01T00:00:00Z"));
            long message = hospital.parts()
                    .tables()
                    .findings()
                    .findings(old.id())
                    .getFirst()
                    .messages()
                    .getFirst();

            hospital.parts().reruns().rerun(message, "{\"患者编号\":\"P1\",\"姓名\":\"旧名\",\"性别\":\"男\"}", "it");

            assertThat(hospital.find("Patient", "P1").at("/name/0/text").asString(""))
                    .isEqualTo("新名");
        }
    }

    @Test
    void aRowThatWasRefusedAndWaitsNowIsTriedAgain() throws IOException {
        AtomicBoolean missing = new AtomicBoolean();
        try (Hospital hospital = Hospital.registered(to -> (key, bundle, sender, note) -> {
            if (missing.get()) {
                throw new Problem(Kind.MISSING_REFERENCE, "store.reference-missing", "what", "why", "mend");
            }
            return to.submit(key, bundle, sender, note);
        })) {
            String row = "P1,王伟,甲\n";
            load(hospital, "患者编号,姓名,性别\n" + row, null, null);
            ObjectNode own = mapping(hospital);
            own.path("tables").forEach(table -> ((ObjectNode) table).put("甲", "male"));
            hospital.parts().tables().mappings().save(Hospital.CODE, DATASET, own, "it");
            missing.set(true);

            load(hospital, "患者编号,姓名,性别\n" + row + "\n", null, null);

            assertThat(hospital.only().state()).isEqualTo(State.WAITING);
            assertThat(hospital.only().code()).isEqualTo("store.reference-missing");
            missing.set(false);
            hospital.pass(Duration.ofHours(1));
            hospital.round();
            assertThat(hospital.only().state()).isEqualTo(State.RESOLVED);
            assertThat(hospital.count("Patient")).isEqualTo(1);
        }
    }

    @Test
    void theSameBytesAreReadInTheCharactersThatAreToldNow() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            byte[] file = (HEADER + GOOD).getBytes(StandardCharsets.UTF_16LE);
            TableLoad failed = load(hospital, file, null, null);

            TableLoad done = load(hospital, file, "utf-16le", null);

            assertThat(failed.state()).isEqualTo(Stage.FAILED);
            assertThat(done.id()).isEqualTo(failed.id());
            assertThat(done.state()).isEqualTo(Stage.DONE);
            assertThat(done.stored()).isEqualTo(1);
            assertThat(done.charset()).isEqualTo("UTF-16LE");
        }
    }

    @Test
    void aFileThatWasReadInWrongCharactersIsReadAnewAndCountedOnce() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            byte[] file = "patient_no,name,sex\nP1,王伟,1\n".getBytes(Charset.forName("GB18030"));
            TableLoad wrong = load(hospital, file, "ISO-8859-1", null);

            TableLoad right = load(hospital, file, "GB18030", null);

            assertThat(wrong.state()).isEqualTo(Stage.DONE);
            assertThat(right.id()).isEqualTo(wrong.id());
            assertThat(right.created() + right.updated() + right.unchanged()).isEqualTo(1);
            assertThat(hospital.find("Patient", "P1").at("/name/0/text").asString(""))
                    .isEqualTo("王伟");
        }
    }

    @Test
    void aPatientInTheLineOfNamesIsNotKept() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            TableLoad load = load(hospital, "P1,王伟,男,11010519491231002X\nP2,李娜,女,\n", null, null);

            assertThat(load.state()).isEqualTo(Stage.FAILED);
            assertThat(load.code()).isEqualTo("intake.column-missing");
            assertThat(load.unread()).isEmpty();
        }
    }

    @Test
    void columnsThatNobodyReadsAreNamedUnlessTheyLookLikeNumbers() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            String header = "患者编号,姓名,性别,随访备注,11010519491231002X," + "x".repeat(100) + "\n";

            TableLoad load = load(hospital, header + "P1,王伟,男,a,b,c\n", null, null);

            assertThat(load.unread()).containsExactlyInAnyOrder("随访备注", "x".repeat(64) + "…");
        }
    }

    @Test
    void whatOnlyALaterRowOfNdjsonTellsIsStored() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            TableLoad load = load(hospital, """
                    {"患者编号":"P1","姓名":"王伟","性别":"男"}
                    {"患者编号":"P2","姓名":"李娜","性别":"女","电话":"13800000000"}
                    {"患者编号":"P3","xm":"张敏","性别":"女","其他说明":"x"}
                    """, null, null);

            assertThat(load.stored()).isEqualTo(3);
            assertThat(load.unread()).contains("其他说明").doesNotContain("电话");
            assertThat(hospital.find("Patient", "P2").at("/telecom/0/value").asString(""))
                    .isEqualTo("13800000000");
        }
    }

    @Test
    void aMappingHoldsFromItsFirstDay() {
        try (Hospital hospital = Hospital.registered()) {
            Mappings mappings = hospital.parts().tables().mappings();
            mappings.save(Hospital.CODE, DATASET, mapping(hospital), "it");
            mappings.save(Hospital.CODE, DATASET, mapping(hospital).put("from", "2026-03-05"), "it");

            assertThat(mappings.inForce(Hospital.CODE, DATASET).own()).isEqualTo(1);
            hospital.pass(Duration.ofDays(4));
            assertThat(mappings.inForce(Hospital.CODE, DATASET).own()).isEqualTo(2);
        }
    }

    @Test
    void aFileIsReadToItsEndByTheMappingOfItsFirstRow() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            Mappings mappings = hospital.parts().tables().mappings();
            mappings.save(Hospital.CODE, DATASET, mapping(hospital), "it");
            TableLoad load = load(hospital, HEADER + GOOD, null, null);
            mappings.save(Hospital.CODE, DATASET, mapping(hospital), "it");

            assertThat(mappings.inForce(Hospital.CODE, DATASET).own()).isEqualTo(2);
            assertThat(mappings.of(load).own()).isEqualTo(1);
        }
    }

    @Test
    void allRowsThatAreNotStoredAreInTheirTable() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            StringBuilder file = new StringBuilder(HEADER);
            for (int i = 0; i < 450; i++) {
                file.append('P').append(i).append(",王伟,男,1980-02-31\n");
            }
            TableLoad load = load(hospital, file.toString(), null, null);
            var routes =
                    new TableRoutes(hospital.parts().tables(), hospital.parts().reruns(), Clock.systemUTC());
            StringWriter csv = new StringWriter();

            routes.write(load.id(), null, csv);

            assertThat(csv.toString().lines()).hasSize(451);
            assertThat(TableRoutes.plain("=HYPERLINK(1)")).isEqualTo("'=HYPERLINK(1)");
            assertThat(TableRoutes.plain("姓名")).isEqualTo("姓名");
        }
    }

    private static ObjectNode mapping(Hospital hospital) {
        return hospital.parts()
                .tables()
                .mappings()
                .inForce(Hospital.CODE, DATASET)
                .mapping()
                .source()
                .deepCopy();
    }

    private static List<String> found(Hospital hospital, TableLoad load) {
        return hospital.parts().tables().findings().findings(load.id()).stream()
                .map(TableFindings.Finding::code)
                .toList();
    }

    private static TableLoad load(Hospital hospital, String text, @Nullable String charset, @Nullable Instant said)
            throws IOException {
        return load(hospital, text.getBytes(StandardCharsets.UTF_8), charset, said);
    }

    private static TableLoad load(Hospital hospital, byte[] file, @Nullable String charset, @Nullable Instant said)
            throws IOException {
        var announced = new TableStore.Announced(Hospital.CODE, DATASET, "it", "file", null, charset, said);
        return TableLoadTest.read(
                hospital, hospital.parts().tables().door().take(announced, new ByteArrayInputStream(file)));
    }
}
