package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tongmai.intake.TableLoad.Stage;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Tables of a hospital, from the file to the record. */
class TableLoadTest {

    private static final String RESULTS = """
            患者编号,姓名,性别,检验报告单编号,检验项目代码,检验项目名称,检验结果,计量单位,参考范围,采样时间
            P1,王伟,男,R1,GLU,葡萄糖,5.40,mmol/L,3.9-6.1,2026-02-28 08:30
            P1,王伟,男,R1,UA,尿酸,<30,umol/L,,20260228083000
            P2,李娜,女,R2,GLU,葡萄糖,阴性,,,2026/2/28
            """;

    @Test
    void rowsOfOneReportAreOneReportWithItsResults() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            TableLoad load = load(hospital, "lab-result", RESULTS);

            assertThat(load.state()).isEqualTo(Stage.DONE);
            assertThat(load.stored()).isEqualTo(3);
            ObjectNode report = hospital.find("DiagnosticReport", "R1");
            assertThat(report.path("result")).hasSize(2);
            ObjectNode glucose = hospital.find("Observation", "R1/GLU");
            assertThat(glucose.at("/valueQuantity/value").asString("")).isEqualTo("5.40");
            assertThat(glucose.at("/valueQuantity/code").asString("")).isEqualTo("mmol/L");
            assertThat(glucose.at("/referenceRange/0/low/value").asString("")).isEqualTo("3.9");
            assertThat(glucose.path("effectiveDateTime").asString("")).isEqualTo("2026-02-28T08:30:00+08:00");
            ObjectNode acid = hospital.find("Observation", "R1/UA");
            assertThat(acid.at("/valueQuantity/comparator").asString("")).isEqualTo("<");
            assertThat(hospital.find("Observation", "R2/GLU")
                            .path("valueString")
                            .asString(""))
                    .isEqualTo("阴性");
            assertThat(hospital.find("Patient", "P2").path("gender").asString(""))
                    .isEqualTo("female");
        }
    }

    @Test
    void theSameFileTwiceIsNothingTwiceWhateverItsCharacters() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            TableLoad first = load(hospital, "lab-result", RESULTS);
            TableDoor.Taken again = take(hospital, "lab-result", RESULTS.getBytes(StandardCharsets.UTF_8));
            TableDoor.Taken other = take(hospital, "lab-result", RESULTS.getBytes(Charset.forName("GB18030")));
            TableLoad second = read(hospital, other);

            assertThat(again.replayed()).isTrue();
            assertThat(again.load().id()).isEqualTo(first.id());
            assertThat(second.created()).isZero();
            assertThat(second.updated()).isZero();
            assertThat(second.stored()).isEqualTo(3);
        }
    }

    @Test
    void oneBadRowIsKeptAndMendedWithoutTheOthers() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            String file = """
                    患者编号,姓名,性别,出生日期,身份证号
                    P1,王伟,男,1980-02-03,
                    P2,李娜,女,1980-02-31,
                    P3,张敏,女,1990-01-01,11010519491231002X
                    P4,赵强,男,1990-01-01,110105194912310021
                    """;

            TableLoad load = load(hospital, "patient-registration", file);

            assertThat(load.stored()).isEqualTo(2);
            assertThat(load.refused()).isEqualTo(2);
            var findings = hospital.parts().tables().findings().findings(load.id());
            assertThat(findings)
                    .extracting(TableFindings.Finding::code)
                    .containsExactlyInAnyOrder("intake.date-wrong", "kernel.resident-number-check-digit-wrong");
            assertThat(findings)
                    .allSatisfy(finding -> assertThat(finding.lines()).hasSize(1));
            long message = findings.stream()
                    .filter(finding -> finding.code().equals("intake.date-wrong"))
                    .findFirst()
                    .orElseThrow()
                    .messages()
                    .getFirst();
            Journalled mended = hospital.parts()
                    .reruns()
                    .rerun(message, "{\"患者编号\":\"P2\",\"姓名\":\"李娜\",\"性别\":\"女\",\"出生日期\":\"1980-02-28\"}", "it");

            assertThat(mended.state()).isEqualTo(State.RESOLVED);
            assertThat(hospital.find("Patient", "P2").path("birthDate").asString(""))
                    .isEqualTo("1980-02-28");
            assertThat(hospital.parts().tables().findings().findings(load.id())).hasSize(1);
        }
    }

    @Test
    void aRowMendedInTheSourceResolvesTheOneThatWasRefused() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            String header = "患者编号,姓名,性别,出生日期\n";
            TableLoad bad = load(hospital, "patient-registration", header + "P2,李娜,女,1980-02-31\n");

            load(hospital, "patient-registration", header + "P2,李娜,女,1980-02-28\n");

            assertThat(hospital.parts().tables().findings().findings(bad.id())).isEmpty();
        }
    }

    @Test
    void aFileWithoutItsColumnsFailsWholeAndIsReadOnceTheMappingSaysWhichTheyAre() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            String file = "kh,xm,xb\nP1,王伟,1\n";
            TableLoad failed = load(hospital, "patient-registration", file);
            Mappings mappings = hospital.parts().tables().mappings();
            ObjectNode own = mappings.inForce(Hospital.CODE, "patient-registration")
                    .mapping()
                    .source()
                    .deepCopy();
            own.putObject("bind").put("patient_no", "kh");

            mappings.save(Hospital.CODE, "patient-registration", own, "it");
            TableLoad done = load(hospital, "patient-registration", file);

            assertThat(failed.state()).isEqualTo(Stage.FAILED);
            assertThat(failed.code()).isEqualTo("intake.column-missing");
            assertThat(failed.positions()).containsExactly("患者编号");
            assertThat(done.id()).isEqualTo(failed.id());
            assertThat(done.state()).isEqualTo(Stage.DONE);
            assertThat(done.mapping()).isEqualTo("1+1");
        }
    }

    @Test
    void aPatientOfHl7AndOneOfATableAreOne() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            hospital.parts()
                    .intake()
                    .receive(
                            Hospital.message(
                                            "ADT^A04",
                                            "1",
                                            "20260228080000",
                                            "EVN||20260228080000",
                                            "PID|||P1^^^" + Hospital.CODE + "^MR||王^伟||19800203|M|||杭州市^^杭州",
                                            "PV1||O|||||||||||||||||V1")
                                    .getBytes(StandardCharsets.UTF_8),
                            "test",
                            Hospital.CODE);

            load(hospital, "patient-registration", "患者编号,姓名,性别,电话\nP1,王伟,1,13800000000\n");

            ObjectNode patient = hospital.find("Patient", "P1");
            assertThat(patient.at("/telecom/0/value").asString("")).isEqualTo("13800000000");
            assertThat(patient.path("birthDate").asString("")).isEqualTo("1980-02-03");
            assertThat(hospital.count("Patient")).isEqualTo(1);
        }
    }

    @Test
    void whatAFileSaysIsAsOldAsItsSenderTells() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            String header = "患者编号,姓名,性别,更新时间\n";

            load(hospital, "patient-registration", header + "P1,新名,1,2026-02-02\n");
            load(hospital, "patient-registration", header + "P1,旧名,1,2026-02-01\n");

            assertThat(hospital.find("Patient", "P1").at("/name/0/text").asString(""))
                    .isEqualTo("新名");
        }
    }

    @Test
    void aNodeThatIsKilledGoesOnWhereItStood() throws IOException {
        try (Hospital hospital = Hospital.pooled(12)) {
            StringBuilder file = new StringBuilder("患者编号,姓名,性别\n");
            for (int i = 0; i < 1_200; i++) {
                file.append('P')
                        .append(i)
                        .append(",王伟,")
                        .append(i % 400 == 7 ? "x" : "1")
                        .append('\n');
            }
            TableDoor.Taken taken =
                    take(hospital, "patient-registration", file.toString().getBytes(StandardCharsets.UTF_8));
            hospital.breakJournal(true);

            hospital.parts().tables().reading().round();
            TableLoad stopped =
                    hospital.parts().tables().store().find(taken.load().id()).orElseThrow();
            hospital.breakJournal(false);
            hospital.pass(Duration.ofMinutes(2));
            TableLoad done = read(hospital, taken);

            assertThat(stopped.state()).isEqualTo(Stage.RUNNING);
            assertThat(done.state()).isEqualTo(Stage.DONE);
            assertThat(done.rows()).isEqualTo(1_200);
            assertThat(done.stored()).isEqualTo(1_197);
            assertThat(done.refused()).isEqualTo(3);
            assertThat(hospital.count("Patient")).isEqualTo(1_197);
        }
    }

    @Test
    void aConnectionThatEndsLeavesNothing() {
        try (Hospital hospital = Hospital.registered()) {
            InputStream broken = new SequenceInputStream(
                    new ByteArrayInputStream("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)), new InputStream() {
                        @Override
                        public int read() throws IOException {
                            throw new IOException("reset");
                        }

                        @Override
                        public int read(byte[] bytes, int from, int length) throws IOException {
                            throw new IOException("reset");
                        }
                    });

            assertThatThrownBy(() -> hospital.parts().tables().door().take(announced("fee"), broken))
                    .isInstanceOf(IOException.class);
            assertThat(hospital.parts().tables().store().page(Hospital.CODE, Long.MAX_VALUE, 10))
                    .isEmpty();
            assertThat(hospital.parts().tables().reading().round()).isFalse();
        }
    }

    @Test
    void everyShippedMappingIsReadable() {
        try (Hospital hospital = Hospital.registered()) {
            List<Mappings.Settled> all = hospital.parts().tables().mappings().all(Hospital.CODE);

            assertThat(all).hasSameSizeAs(Mappings.SHIPPED);
            assertThatThrownBy(() -> hospital.parts().tables().mappings().inForce(Hospital.CODE, "nothing"))
                    .isInstanceOf(Problem.class);
            assertThat(Json.bytes(all.getFirst().mapping().source())).isNotEmpty();
        }
    }

    static TableStore.Announced announced(String dataset) {
        return new TableStore.Announced(Hospital.CODE, dataset, "it", "file.csv", null, null, null);
    }

    static TableDoor.Taken take(Hospital hospital, String dataset, byte[] bytes) throws IOException {
        return hospital.parts().tables().door().take(announced(dataset), new ByteArrayInputStream(bytes));
    }

    static TableLoad load(Hospital hospital, String dataset, String text) throws IOException {
        return read(hospital, take(hospital, dataset, text.getBytes(StandardCharsets.UTF_8)));
    }

    static TableLoad read(Hospital hospital, TableDoor.Taken taken) {
        while (hospital.parts().tables().reading().round()) {
            // until nothing is left
        }
        return hospital.parts().tables().store().find(taken.load().id()).orElseThrow();
    }
}
