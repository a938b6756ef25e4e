package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.intake.QualityCheck.Group;
import org.tongmai.intake.QualityStore.Counted;
import org.tongmai.intake.QualityStore.Sample;
import org.tongmai.intake.QualityStore.Sum;
import org.tongmai.kernel.Problem;

/** What becomes of the rules of quality when messages, documents and rows of a hospital come in. */
class QualityTest {

    private static final LocalDate DAY = LocalDate.parse("2026-03-01");
    private static final String HEADER =
            "rule\tfrom\tuntil\tover\tsets\tdimension\tseverity\tweight\telements\twhen\tholds\tzh\ten\tmend_zh\tmend_en\tbefore\tafter\n";

    @Test
    void aMessageIsCountedOnceByEachRuleHoweverOftenItComes() {
        try (Hospital hospital = Hospital.registered()) {
            hospital.send(Hospital.REGISTRATION);
            hospital.send(Hospital.REGISTRATION);

            Map<String, Sum> sums = sums(hospital, "ADT^A04");
            assertThat(sum(sums, "accepted").judged()).isEqualTo(1);
            assertThat(sum(sums, "demographics-complete").judged()).isEqualTo(1);
            assertThat(sums.values())
                    .allSatisfy(
                            each -> assertThat(each.broken()).as(each.rule()).isZero());
            assertThat(sums.values())
                    .allSatisfy(
                            each -> assertThat(each.untold()).as(each.rule()).isZero());
        }
    }

    @Test
    void whatBreaksARuleIsStoredAndFoundWithASampleThatLeadsToTheMessage() {
        try (Hospital hospital = Hospital.registered()) {
            for (int i = 1; i <= 5; i++) {
                hospital.send(registration("R" + i, "P" + i, "20260201", "V" + i));
            }

            Sum sum = sum(sums(hospital, "ADT^A04"), "birth-before-visit");
            assertThat(sum.judged()).isEqualTo(5);
            assertThat(sum.broken()).isEqualTo(5);
            List<Sample> samples = hospital.parts().qualities().samples(Hospital.CODE, "birth-before-visit", DAY, DAY);
            assertThat(samples).hasSize(3).allSatisfy(each -> {
                assertThat(each.message()).isNotNull();
                assertThat(each.content()).contains("DE02.01.005.01=202602**");
                assertThat(each.patient()).doesNotContain("王伟");
            });
        }
    }

    @Test
    void whatIsRefusedBreaksAcceptanceUntilItIsMended() {
        try (Hospital hospital = Hospital.registered()) {
            String wrong = Hospital.REGISTRATION.replace("330106198003072330", "330106198003072331");
            hospital.send(wrong);
            Sum refused = sum(sums(hospital, "ADT^A04"), "accepted");

            hospital.send(Hospital.REGISTRATION);

            Sum mended = sum(sums(hospital, "ADT^A04"), "accepted");
            assertThat(refused.broken()).isEqualTo(1);
            assertThat(mended.broken()).isZero();
            assertThat(mended.judged()).isEqualTo(2);
        }
    }

    @Test
    void rowsOfATableAreJudgedOneByOne() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            load(hospital, """
                    患者编号,姓名,性别,出生日期,身份证号
                    P1,王伟,男,1980-02-03,
                    P2,李娜,女,,
                    P3,张敏,女,1980-02-31,
                    """);

            Map<String, Sum> sums = sums(hospital, "patient-registration");
            assertThat(sum(sums, "accepted").judged()).isEqualTo(3);
            assertThat(sum(sums, "accepted").broken()).isEqualTo(1);
            assertThat(sum(sums, "demographics-complete").judged()).isEqualTo(2);
            assertThat(sum(sums, "demographics-complete").broken()).isEqualTo(1);
            Sample sample = hospital.parts()
                    .qualities()
                    .samples(Hospital.CODE, "demographics-complete", DAY, DAY)
                    .getFirst();
            assertThat(sample.line()).isEqualTo(3);
            assertThat(sample.load()).isNotNull();
        }
    }

    @Test
    void aRuleThatRefusesKeepsTheMessageOutAndTheJournalSaysWhich(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("rules.tsv"),
                HEADER
                        + "need-phone\t-\t-\tMESSAGE\tADT patient-registration\tCOMPLETENESS\tREFUSE\t1\tDE02.01.010.00\t-\t"
                        + "elements['DE02.01.010.00'].size() > 0\t要有电话。\tTell a telephone.\t填写。\tFill it in.\t-\t-\n");
        try (Hospital hospital = Hospital.ruledBy(folder)) {
            String answer = hospital.send(registration("R1", "P1", "19800307", "V1"));
            load(hospital, "患者编号,姓名,性别,出生日期,本人电话\nP1,王伟,男,1980-02-03,\nP2,李娜,女,1980-02-03,13800000001\n");

            assertThat(answer)
                    .contains("MSA|AE|R1")
                    .contains("intake.rule-broken")
                    .contains("need-phone");
            Map<String, Sum> sums = sums(hospital, "patient-registration");
            assertThat(sum(sums, "need-phone").judged()).isEqualTo(1);
            assertThat(hospital.parts().tables().store().page(Hospital.CODE, Long.MAX_VALUE, 1))
                    .first()
                    .satisfies(each -> assertThat(each.refused()).isEqualTo(1));
        }
    }

    @Test
    void aRuleRunAgainOverWhatIsStoredFindsWhatWasMendedSince() {
        try (Hospital hospital = Hospital.registered()) {
            hospital.send(registration("R1", "P1", "20260201", "V1"));
            hospital.send(registration("R2", "P2", "20260201", "V2"));
            hospital.send(registration("R3", "P1", "19800101", "V1").replace("20260301083000", "20260301090000"));
            QualityCheck check = check(hospital);
            Group group = new Group(Hospital.CODE, DAY, "ADT^A04", "birth-before-visit");
            long before = sum(sums(hospital, "ADT^A04"), "birth-before-visit").broken();

            QualityCheck.Progress progress = check.step(group, true, "it");
            QualityCheck.Progress again = check.step(group, false, "it");

            assertThat(before).isEqualTo(2);
            assertThat(progress.total()).isEqualTo(3);
            assertThat(progress.seen()).isEqualTo(3);
            assertThat(progress.done()).isTrue();
            assertThat(again).isEqualTo(progress);
            Sum after = sum(sums(hospital, "ADT^A04"), "birth-before-visit");
            assertThat(after.broken()).isEqualTo(1);
            assertThat(after.judged()).isEqualTo(2);
            assertThat(after.untold())
                    .as("the correction repeats the visit, which was there")
                    .isEqualTo(1);
            assertThat(hospital.parts().qualities().samples(Hospital.CODE, "birth-before-visit", DAY, DAY))
                    .hasSize(1);
        }
    }

    @Test
    void aRuleRunAgainAccusesNoMessageOfWhichAPartWasThereAlready() {
        try (Hospital hospital = Hospital.registered()) {
            hospital.send(registration("R1", "P1", "19800307", "V1"));
            hospital.send(registration("R2", "P1", "19800307", "V1").replace("20260301083000", "20260301090000"));
            Sum before = sum(sums(hospital, "ADT^A04"), "demographics-complete");
            QualityCheck check = check(hospital);

            check.step(new Group(Hospital.CODE, DAY, "ADT^A04", "demographics-complete"), true, "it");

            Sum after = sum(sums(hospital, "ADT^A04"), "demographics-complete");
            assertThat(before.broken()).isZero();
            assertThat(after.broken()).isZero();
            assertThat(after.judged() + after.untold())
                    .as("each is judged, or said not to be")
                    .isEqualTo(before.judged());
        }
    }

    @Test
    void aRuleRunAgainOverRowsSeesWhatALaterFileMended() throws IOException {
        try (Hospital hospital = Hospital.registered()) {
            String header = "患者编号,姓名,性别,出生日期\n";
            load(hospital, header + "P1,王伟,男,\nP2,李娜,女,\nP3,张敏,女,1980-02-31\n");
            long before = sum(sums(hospital, "patient-registration"), "demographics-complete")
                    .broken();
            load(hospital, header + "P2,李娜,女,1980-02-28\n");

            QualityCheck check = check(hospital);
            Group group = new Group(Hospital.CODE, DAY, "patient-registration", "demographics-complete");
            QualityCheck.Progress progress = check.step(group, true, "it");
            while (!progress.done()) {
                progress = check.step(group, false, "it");
            }

            assertThat(before).isEqualTo(2);
            assertThat(progress.total()).isEqualTo(2);
            assertThat(progress.seen()).isEqualTo(2);
            assertThat(progress.broken()).isEqualTo(1);
            assertThat(check.step(group, true, "it").total()).isEqualTo(1);
            Sum after = sum(sums(hospital, "patient-registration"), "demographics-complete");
            assertThat(after.broken()).isEqualTo(1);
            assertThat(after.judged()).isEqualTo(3);
        }
    }

    @Test
    void aRuleOverTheTimeOfSendingIsNotRunAgain() {
        try (Hospital hospital = Hospital.registered()) {
            QualityCheck check = check(hospital);

            assertThatThrownBy(() -> check.step(new Group(Hospital.CODE, DAY, "ADT^A04", "told-in-a-day"), true, "it"))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("intake.recheck-not-possible"));
        }
    }

    @Test
    void aDayWhoseCountDoesNotAgreeScoresLessThanOneThatDoes() {
        try (Hospital hospital = Hospital.registered()) {
            hospital.send(Hospital.REGISTRATION);
            QualityViews views = new QualityViews(hospital.parts().quality().book());
            List<Sum> sums = hospital.parts().qualities().sums(Hospital.CODE, null, DAY, DAY);
            var same = List.of(new Counted(Hospital.CODE, DAY, "ADT^A04", 1));
            var more = List.of(new Counted(Hospital.CODE, DAY, "ADT^A04", 2));

            var agreeing = views.rows(sums, same, false, group -> "").getFirst();
            var lacking = views.rows(sums, more, false, group -> "").getFirst();

            assertThat(agreeing.score()).isEqualTo(100.0);
            assertThat(agreeing.reconciled()).isEqualTo(1);
            assertThat(lacking.score()).isLessThan(100.0);
            assertThat(lacking.reconciled()).isZero();
            assertThat(views.findings(sums, List.of(), more))
                    .extracting(QualityViews.Finding::rule)
                    .containsExactly("counts-agree");
        }
    }

    @Test
    void theLastWordOfASourceAboutADayCounts() {
        try (Hospital hospital = Hospital.registered()) {
            QualityStore store = hospital.parts().qualities();

            store.count(new Counted(Hospital.CODE, DAY, "lab-result", 1200), "it");
            store.count(new Counted(Hospital.CODE, DAY, "lab-result", 1187), "it");

            assertThat(store.counts(Hospital.CODE, DAY, DAY))
                    .extracting(Counted::counted)
                    .containsExactly(1187L);
            assertThat(store.counts(null, DAY, DAY)).hasSize(1);
        }
    }

    // -- given

    private static QualityCheck check(Hospital hospital) {
        Clock clock = Clock.fixed(Instant.parse("2026-03-01T07:00:00Z"), ZoneOffset.UTC);
        IntakeParts parts = hospital.parts();
        return new QualityCheck(hospital.database(), parts.quality(), parts.facts(), clock);
    }

    private static Map<String, Sum> sums(Hospital hospital, String dataset) {
        return hospital.parts().qualities().sums(Hospital.CODE, dataset, DAY, DAY).stream()
                .collect(Collectors.toMap(Sum::rule, each -> each));
    }

    private static Sum sum(Map<String, Sum> sums, String rule) {
        return Objects.requireNonNull(sums.get(rule));
    }

    private static String registration(String number, String patient, String birth, String visit) {
        return Hospital.message(
                "ADT^A04^ADT_A01",
                number,
                "20260301083000",
                "EVN|A04|20260301083000",
                "PID|1||" + patient + "^^^" + Hospital.CODE + "^MR||王^伟^^^^^L||" + birth + "|M",
                "PV1|1|O|||||||||||||||||" + visit + "|||||||||||||||||||||||||20260110082900");
    }

    private static void load(Hospital hospital, String file) throws IOException {
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        hospital.parts()
                .tables()
                .door()
                .take(
                        new TableStore.Announced(
                                Hospital.CODE, "patient-registration", "it", "a.csv", null, null, null),
                        new ByteArrayInputStream(bytes));
        while (hospital.parts().tables().reading().round()) {
            // until no file waits
        }
    }
}
