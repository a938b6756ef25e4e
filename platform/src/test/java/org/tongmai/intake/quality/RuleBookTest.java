package org.tongmai.intake.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.intake.quality.Judgement.Came;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** What the rules that come with the platform say of patients, visits and results, and how an operator's own are read. */
class RuleBookTest {

    private static final LocalDate DAY = LocalDate.parse("2026-03-01");
    private static final RuleBook BOOK = RuleBook.of(null);
    private static final String RULES =
            "rule\tfrom\tuntil\tover\tsets\tdimension\tseverity\tweight\telements\twhen\tholds\tzh\ten\tmend_zh\tmend_en\tbefore\tafter\n";

    @TempDir
    private Path folder;

    @Test
    void aRegistrationThatTellsAllKeepsEveryRule() {
        Judgement judgement = registration(patient("male", "1980-03-07", "330106198003072330"), visit());

        assertThat(judgement.findings())
                .isNotEmpty()
                .allSatisfy(
                        each -> assertThat(each.came()).as(each.rule().code()).isEqualTo(Came.KEPT));
    }

    @Test
    void whoIsBornAfterTheVisitOrHasNoSexIsFound() {
        Map<String, Came> found = by(registration(patient("", "2027-03-07", ""), visit()));

        assertThat(found)
                .containsEntry("birth-before-visit", Came.BROKEN)
                .containsEntry("demographics-complete", Came.BROKEN)
                .containsEntry("document-number-told", Came.BROKEN)
                .containsEntry("identity-conforms", Came.KEPT)
                .doesNotContainKey("sex-of-number");
    }

    @Test
    void aBirthDateOfTheYearAloneIsNotAfterAVisitOfThatYear() {
        Map<String, Came> found = by(registration(patient("female", "2026", ""), visit()));

        assertThat(found)
                .containsEntry("birth-before-visit", Came.KEPT)
                .containsEntry("identity-conforms", Came.BROKEN);
    }

    @Test
    void theSexIsThatOfTheResidentNumberAndOfTheDiagnosis() {
        Map<String, Came> woman =
                by(registration(patient("female", "1980-03-07", "330106198003072330"), diagnosis("O80.000")));
        Map<String, Came> man = by(registration(patient("male", "1980-03-07", ""), diagnosis("O80.000")));
        Map<String, Came> prostate = by(registration(patient("female", "1980-03-07", ""), diagnosis("C61.x00")));

        assertThat(woman).containsEntry("sex-of-number", Came.BROKEN).containsEntry("sex-of-diagnosis", Came.KEPT);
        assertThat(man).containsEntry("sex-of-diagnosis", Came.BROKEN);
        assertThat(prostate).containsEntry("sex-of-diagnosis", Came.BROKEN);
    }

    @Test
    void wordsAreNoDiagnosisCode() {
        assertThat(by(registration(patient("male", "1980-03-07", ""), diagnosis("高血压"))))
                .containsEntry("diagnosis-code-conforms", Came.BROKEN);
    }

    @Test
    void aDischargeIsNotBeforeTheAdmission() {
        ObjectNode visit = visit();
        ((ObjectNode) visit.path("period")).put("end", "2026-02-28T08:00:00+08:00");

        assertThat(by(registration(patient("male", "1980-03-07", ""), visit)))
                .containsEntry("visit-before-discharge", Came.BROKEN);
    }

    @Test
    void whatADocumentTellsByTheIdentifierOfADataElementIsThatElement() {
        ObjectNode temperature = Json.object().put("resourceType", "Observation");
        temperature
                .putObject("code")
                .putArray("coding")
                .addObject()
                .put("system", "urn:oid:2.16.156.10011.2.2.1")
                .put("code", "DE04.10.186.00");
        temperature.putObject("valueQuantity").put("value", 367);

        Judgement judgement = BOOK.judge(subject("CDA", "C0012"), List.of(temperature));

        assertThat(by(judgement)).containsEntry("temperature-possible", Came.BROKEN);
    }

    @Test
    void aSampleShowsNoNameNoWholeNumberAndNoWholeDay() {
        String samples =
                registration(patient("female", "2027-03-07", "330106198003072330"), visit()).findings().stream()
                        .map(Judgement.Finding::sample)
                        .collect(Collectors.joining("; "));

        assertThat(samples)
                .contains("DE02.01.005.01=202703**", "2330")
                .doesNotContain("王伟", "330106198003072330", "20270307");
    }

    @Test
    void anEditionHoldsFromItsDayUntilTheNextOne() {
        assertThat(BOOK.dictionary().element("DE02.01.040.00", LocalDate.parse("2024-03-31")))
                .hasValueSatisfying(each -> assertThat(each.edition()).isEqualTo("2011"));
        assertThat(BOOK.dictionary().element("DE02.01.040.00", LocalDate.parse("2024-04-01")))
                .hasValueSatisfying(each -> assertThat(each.edition()).isEqualTo("2023"));
        assertThat(BOOK.inForce(LocalDate.parse("2019-12-31"))).isEmpty();
    }

    @Test
    void aRuleThatRefusesSaysWhyInBothLanguagesAndHowToMendIt() throws IOException {
        RuleBook own = own("need-sex\t-\t-\tMESSAGE\tADT\tCOMPLETENESS\tREFUSE\t1\tDE02.01.040.00\t-\t"
                + "elements['DE02.01.040.00'].size() > 0\t要有性别。\tTell the sex.\t填写。\tFill it in.\t-\t-");

        Judgement judgement = own.judge(subject("HL7V2", "ADT^A04"), List.of(patient("", "1980-03-07", "")));

        assertThat(judgement.refusal()).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("intake.rule-broken");
            assertThat(problem.why()).contains("need-sex", "要有性别。");
            assertThat(problem.mend()).isEqualTo("Fill it in.");
            assertThat(problem.where()).containsExactly("DE02.01.040.00");
        });
    }

    @Test
    void aRuleThatReadsWhatIsNotThereIsUntoldAndBreaksNothing() throws IOException {
        RuleBook own = own("careless\t-\t-\tMESSAGE\t*\tACCURACY\tREFUSE\t1\t-\t-\t"
                + "resources.Patient.all(p, p.maritalStatus.text == '已婚')\t一\tOne\t二\tTwo\t-\t-");

        Judgement judgement = own.judge(subject("HL7V2", "ADT^A04"), List.of(patient("male", "1980-03-07", "")));

        assertThat(by(judgement)).containsEntry("careless", Came.UNTOLD);
        assertThat(judgement.refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 / (1 - 1) == 1",
                "int(message.kind) > 0",
                "[1, 2][7] == 1",
                "elements['DE02.01.039.00'][9] == ''",
                "message.kind.substring(900) == ''",
                "message.kind.matches(message.madeAt + '(')",
                "hours('yesterday at noon', 'tomorrow at noon') > 1.0",
                "resources.Patient.all(p, double(p.id) > 1.0)",
                "'a'.replace('', message.kind) == ''",
                "size('aaaaaaaa'.replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa')"
                        + ".replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa')) > 0"
            })
    void aRuleThatFailsWhileItIsAskedIsUntoldAndRefusesNothing(String failing) throws IOException {
        RuleBook own =
                own("failing\t-\t-\tMESSAGE\t*\tACCURACY\tREFUSE\t1\t-\t-\t" + failing + "\t一\tOne\t二\tTwo\t-\t-");

        Judgement judgement = own.judge(subject("HL7V2", "ADT^A04"), List.of(patient("male", "1980-03-07", "")));

        assertThat(by(judgement)).containsEntry("failing", Came.UNTOLD);
        assertThat(judgement.refusal()).isEmpty();
    }

    @Test
    void anEditionThatDoesNotHoldYetJudgesNothing() throws IOException {
        String later = "\tMESSAGE\t*\tACCURACY\tREFUSE\t1\t-\t-\tfalse\t一\tOne\t二\tTwo\t-\t-\n";
        RuleBook own = own("later\t-\t2026-03-02" + later.replace("false", "true")
                + Stream.of("later", "new")
                        .map(rule -> rule + "\t2026-03-02\t-" + later)
                        .collect(Collectors.joining()));

        Judgement judgement = own.judge(subject("HL7V2", "ADT^A04"), List.of(patient("male", "1980-03-07", "")));

        assertThat(by(judgement)).containsExactly(Map.entry("later", Came.KEPT));
        assertThat(own.rule("new", LocalDate.parse("2026-03-01"))).isEmpty();
        assertThat(own.rule("new", LocalDate.parse("2026-03-02"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "王小明, 王**",
        "330106198003072330, **************2330",
        "13800000001, *******0001",
        "wangxiaoming, ********ming",
        "男, 男",
        "I10.x00x002, I10.x00x002"
    })
    void aCodeThatIsNoneIsShownAsWhatItMayBe(String sent, String shown) throws IOException {
        RuleBook own =
                own("coded\t-\t-\tMESSAGE\t*\tCONFORMANCE\tERROR\t1\tDE05.01.024.00\t-\tfalse\t一\tOne\t二\tTwo\t-\t-");
        Judgement judgement = own.judge(subject("HL7V2", "ADT^A04"), List.of(diagnosis(sent)));

        assertThat(judgement.findings())
                .extracting(Judgement.Finding::sample)
                .containsExactly("DE05.01.024.00=" + shown);
    }

    @Test
    void aRuleThatTakesTooManyStepsIsStoppedAndUntold() throws IOException {
        RuleBook own = own("endless\t-\t-\tMESSAGE\t*\tACCURACY\tERROR\t1\t-\t-\t"
                + "resources.Observation.all(a, resources.Observation.all(b, resources.Observation.all(c, a == a)))"
                + "\t一\tOne\t二\tTwo\t-\t-");
        List<ObjectNode> many = IntStream.range(0, 400)
                .mapToObj(
                        each -> Json.object().put("resourceType", "Observation").put("id", "o" + each))
                .toList();

        assertThat(by(own.judge(subject("HL7V2", "ORU^R01"), many))).containsEntry("endless", Came.UNTOLD);
    }

    @Test
    void aWrongLineIsToldByFileLineAndColumn() {
        assertWrong(
                "rules.tsv:2:holds",
                "bad\t-\t-\tMESSAGE\t*\tACCURACY\tERROR\t1\t-\t-\tresources.Patient.al(\t一\tOne\t二\tTwo\t-\t-");
        assertWrong(
                "rules.tsv:2:holds",
                "bad\t-\t-\tMESSAGE\t*\tACCURACY\tERROR\t1\t-\t-\tnobody == 1\t一\tOne\t二\tTwo\t-\t-");
        assertWrong(
                "rules.tsv:2:holds", "bad\t-\t-\tMESSAGE\t*\tACCURACY\tERROR\t1\t-\t-\t1 + 1\t一\tOne\t二\tTwo\t-\t-");
        assertWrong(
                "rules.tsv:2:elements",
                "bad\t-\t-\tMESSAGE\t*\tACCURACY\tERROR\t1\tDE99.99.999.99\t-\ttrue\t一\tOne\t二\tTwo\t-\t-");
        assertWrong(
                "rules.tsv:2:severity", "bad\t-\t-\tMESSAGE\t*\tACCURACY\tFATAL\t1\t-\t-\ttrue\t一\tOne\t二\tTwo\t-\t-");
        assertWrong("rules.tsv:2:columns", "bad\t-");
        String fine = "twice\t-\t2026-05-01\tMESSAGE\t*\tACCURACY\tERROR\t1\t-\t-\ttrue\t一\tOne\t二\tTwo\t-\t-\n";
        assertWrong("rules.tsv:3:from", fine + fine.replace("\t-\t2026-05-01", "\t2026-04-30\t-"));
    }

    private void assertWrong(String where, String lines) {
        assertThatThrownBy(() -> own(lines)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo("intake.rules-wrong");
            assertThat(problem.where()).containsExactly(where);
        });
    }

    @Test
    void aDayIsReconciledWithWhatTheSourceCounted() {
        assertThat(BOOK.judge(DAY, "TABLE", "lab-result", 1200, 1200, 0))
                .allSatisfy(each -> assertThat(each.came()).isEqualTo(Came.KEPT))
                .isNotEmpty();
        assertThat(BOOK.judge(DAY, "TABLE", "lab-result", 1200, 1187, 0))
                .allSatisfy(each -> assertThat(each.came()).isEqualTo(Came.BROKEN))
                .isNotEmpty();
        assertThat(BOOK.judge(DAY, "TABLE", "lab-result", 1200, 1200, 3))
                .allSatisfy(each -> assertThat(each.came()).isEqualTo(Came.BROKEN))
                .isNotEmpty();
    }

    @Test
    void aScoreIsTheWeightedShareOfRulesKept() {
        Rule complete = BOOK.rule("demographics-complete", DAY).orElseThrow();
        Rule timely = BOOK.rule("told-in-a-day", DAY).orElseThrow();

        Score score = Score.of(
                List.of(new Score.Count(DAY, complete, 100, 10), new Score.Count(DAY, timely, 50, 25)), BOOK.weights());

        // 30·3 for completeness, 10·2 for timeliness
        assertThat(score.total().orElseThrow()).isEqualTo(100 * (90 * 0.9 + 20 * 0.5) / 110);
        assertThat(score.byDimension())
                .containsEntry(Dimension.COMPLETENESS, 90.0)
                .containsEntry(Dimension.TIMELINESS, 50.0);
        assertThat(Score.of(List.of(), BOOK.weights()).total()).isEmpty();
    }

    @Test
    void aFormatIsReadInTheNotationOfTheStandard() {
        assertThat(fits("AN..18", "330106198003072330", "")).isEqualTo("yes no");
        assertThat(fits("A..3", "王小伟", "王小小伟")).isEqualTo("yes no");
        assertThat(fits("N..5,2", "123.45", "1234.56")).isEqualTo("yes no");
        assertThat(fits("N1", "1", "10")).isEqualTo("yes no");
        assertThat(fits("D8", "20240229", "20230229")).isEqualTo("yes no");
        assertThat(fits("T6", "235959", "240000")).isEqualTo("yes no");
        assertThat(fits("DT15", "20260301T083000", "20260301083000")).isEqualTo("yes no");
        assertThat(fits("L", "T", "1")).isEqualTo("yes no");
        assertThat(Format.parse("A20..10")).isEmpty();
        assertThat(Format.parse("X5")).isEmpty();
    }

    private static String fits(String notation, String good, String bad) {
        Format format = Format.parse(notation).orElseThrow();
        return (format.fits(good) ? "yes" : "no") + " " + (format.fits(bad) ? "yes" : "no");
    }

    // -- given

    private RuleBook own(String lines) throws IOException {
        Files.writeString(folder.resolve("rules.tsv"), RULES + lines + "\n", StandardCharsets.UTF_8);
        return RuleBook.of(folder);
    }

    private static Judgement registration(ObjectNode... resources) {
        return BOOK.judge(subject("HL7V2", "ADT^A04"), List.of(resources));
    }

    private static Subject subject(String door, String kind) {
        return new Subject(door, kind, "12330000470000013F", DAY, "2026-03-01T14:00+08:00", "2026-03-01T08:30+08:00");
    }

    private static Map<String, Came> by(Judgement judgement) {
        return judgement.findings().stream()
                .collect(Collectors.toMap(each -> each.rule().code(), Judgement.Finding::came));
    }

    private static ObjectNode patient(String sex, String birth, String number) {
        ObjectNode patient = Json.object().put("resourceType", "Patient").put("birthDate", birth);
        patient.putArray("name").addObject().put("text", "王伟");
        if (!sex.isEmpty()) {
            patient.put("gender", sex);
        }
        if (!number.isEmpty()) {
            patient.putArray("identifier")
                    .addObject()
                    .put("system", "urn:oid:2.16.156.10011.1.3")
                    .put("value", number);
        }
        return patient;
    }

    private static ObjectNode visit() {
        ObjectNode visit = Json.object().put("resourceType", "Encounter").put("status", "in-progress");
        visit.putObject("class").put("code", "AMB");
        visit.putObject("period").put("start", "2026-03-01T08:29:00+08:00");
        return visit;
    }

    private static ObjectNode diagnosis(String code) {
        ObjectNode condition = Json.object().put("resourceType", "Condition");
        condition
                .putObject("code")
                .putArray("coding")
                .addObject()
                .put("system", "http://hl7.org/fhir/sid/icd-10")
                .put("code", code);
        return condition;
    }
}
