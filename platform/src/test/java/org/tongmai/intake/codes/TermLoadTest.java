package org.tongmai.intake.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.tongmai.intake.codes.TermLoad.As;
import org.tongmai.intake.codes.TermLoad.Told;
import org.tongmai.intake.codes.TermLoad.Wrong;
import org.tongmai.kernel.Problem;
import org.tongmai.node.TestDatabase;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/** Files of terminology, as they come. */
class TermLoadTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T06:00:00Z"), ZoneOffset.UTC);
    private static final Store STORE = Store.on(TestDatabase.fresh().dataSource(), CLOCK);
    private static final TermLoad LOAD = new TermLoad(STORE);

    static {
        STORE.start();
    }

    @AfterAll
    static void stop() {
        STORE.stop();
    }

    private static As as(String system, String target) {
        return new As(system, target, "", "2.0", "", "");
    }

    private static List<Told> load(String text, As as, boolean apply) {
        return LOAD.load(text.getBytes(StandardCharsets.UTF_8), as, apply);
    }

    @Test
    void aTableLoadedTwiceChangesNothingTheSecondTime() {
        String table = "诊断编码,诊断名称\nJ18.900,肺炎\nI10.x00,特发性高血压\n";

        Told first = load(table, as("icd10-clinical", ""), true).getFirst();
        long count = STORE.editionCount(java.util.Set.of("CodeSystem"));
        Told second = load(table, as("icd10-clinical", ""), true).getFirst();

        assertThat(first.added()).containsExactly("I10.x00", "J18.900");
        assertThat(first.written()).isTrue();
        assertThat(second.written()).isFalse();
        assertThat(second.addedCount() + second.retiredCount() + second.renamedCount())
                .isZero();
        assertThat(second.same()).isEqualTo(2);
        assertThat(STORE.editionCount(java.util.Set.of("CodeSystem"))).isEqualTo(count);
    }

    @Test
    void aNewEditionTellsWhatItAddsRetiresAndRenamesAndKeepsWhatItLeavesOut() {
        As as = as("icd9-clinical", "");
        load("编码,名称\n47.0100,腹腔镜下阑尾切除术\n99.9900,旧操作\n", as, true);

        String next = "编码,名称\n47.0100,腹腔镜阑尾切除术\n51.2300,腹腔镜下胆囊切除术\n";
        Told preview = load(next, as, false).getFirst();
        Told told = load(next, as, true).getFirst();

        assertThat(preview).usingRecursiveComparison().ignoringFields("written").isEqualTo(told);
        assertThat(told.added()).containsExactly("51.2300");
        assertThat(told.retired()).containsExactly("99.9900");
        assertThat(told.renamed()).containsExactly("47.0100");
        assertThat(load(next, as, true).getFirst().written()).isFalse();
        assertThat(new Standards(STORE).of(CodeKind.PROCEDURE).like(List.of("旧操作"), 5))
                .isEmpty();
    }

    @Test
    void linesAtFaultAreNamedByLineAndColumnAndTheOthersAreTaken() {
        Told told = load("name,code\n好,A01\n坏,\n又,A01\n,A02\n末,A03\n", as("icd10-gb", ""), false)
                .getFirst();

        assertThat(told.faults())
                .extracting(Wrong::where, Wrong::what)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("3:2", "code-missing"),
                        org.assertj.core.groups.Tuple.tuple("4:2", "code-twice"),
                        org.assertj.core.groups.Tuple.tuple("5:1", "name-missing"));
        assertThat(told.addedCount()).isEqualTo(2);
    }

    @Test
    void whatALineAtFaultSpeaksOfStaysAsItWas() {
        As as = new As("https://example.org/faults", "", "diagnosis", "2.0", "", "");
        load("code,name\nA,甲\nB,乙\nC,丙\n", as, true);

        Told told = load("code,name\nA,甲\nB,\n", as, true).getFirst();

        assertThat(told.retired()).containsExactly("C");
        assertThat(told.keptCount()).isEqualTo(1);
        assertThat(told.renamed()).isEmpty();

        As map = new As("https://example.org/faults", "icd10-gb", "", "2.0", "", "");
        load("code,target_code,equivalence\nA,A00,\nB,B00,\n", map, true);
        load("code,target_code,equivalence\nA,A01,\nB,B00,etwa\n", map, true);
        var maps = new CodeMaps(STORE, CLOCK).now();
        assertThat(maps.targets("", "https://example.org/faults", "A"))
                .extracting(CodeTarget::code)
                .containsExactly("A01");
        assertThat(maps.targets("", "https://example.org/faults", "B"))
                .extracting(CodeTarget::code)
                .containsExactly("B00");
    }

    @Test
    void aMapHoldsAlsoFromAMonthToAYear() {
        String map = "{\"resourceType\":\"ConceptMap\",\"id\":\"month\",\"url\":\"https://example.org/month\","
                + "\"status\":\"active\",\"meta\":{\"tag\":[{\"system\":\"" + CodeMaps.USE
                + "\",\"code\":\"intake\"}]},\"extension\":[{\"url\":\"" + CodeMaps.PERIOD
                + "\",\"valuePeriod\":{\"start\":\"2025-03\",\"end\":\"2026\"}}],\"group\":[{\"source\":"
                + "\"https://example.org/s\",\"target\":\"https://example.org/t\",\"element\":[{\"code\":\"a\","
                + "\"target\":[{\"code\":\"b\",\"equivalence\":\"equivalent\"}]}]}]}";

        var codes = Objects.requireNonNull(
                CodeMaps.read(map.getBytes(StandardCharsets.UTF_8)).bySystem().get("https://example.org/s"));
        CodeTarget target = Objects.requireNonNull(codes.get("a")).getFirst();

        assertThat(target.holds("2025-02-28")).isFalse();
        assertThat(target.holds("2025-03-01")).isTrue();
        assertThat(target.holds("2026-12-31")).isTrue();
        assertThat(target.holds("2027-01-01")).isFalse();
    }

    @Test
    void whatAnInstitutionFilesItselfDecidesNothingForOthers() {
        String map = "{\"resourceType\":\"ConceptMap\",\"url\":\"https://example.org/theirs\",\"status\":\"active\","
                + "\"meta\":{\"tag\":[{\"system\":\"" + CodeMaps.USE
                + "\",\"code\":\"intake\"}]},\"group\":[{\"source\":"
                + "\"https://example.org/their\",\"target\":\"https://example.org/t\",\"element\":[{\"code\":\"a\","
                + "\"target\":[{\"code\":\"b\",\"equivalence\":\"equivalent\"}]}]}]}";
        STORE.transact(
                List.of(org.tongmai.store.Change.update("ConceptMap", "theirs", map.getBytes(StandardCharsets.UTF_8))),
                new org.tongmai.store.Origin("12330000470000013F", "client", null, ""));
        assertThat(new CodeMaps(STORE, CLOCK).now().targets("", "https://example.org/their", "a"))
                .isEmpty();

        STORE.transact(
                List.of(org.tongmai.store.Change.update(
                        "ConceptMap", "ours", map.replace("their", "our").getBytes(StandardCharsets.UTF_8))),
                org.tongmai.store.Origin.platform());
        assertThat(new CodeMaps(STORE, CLOCK).now().targets("", "https://example.org/our", "a"))
                .hasSize(1);
    }

    @Test
    void aMapAsItIsPublishedWithTwoPairsOfColumnsBecomesAConceptMapThatTranslates() {
        Told told = load(
                        "疾病编码,疾病名称,疾病编码,疾病名称\nI10.x00,特发性高血压,I10.x00x002,高血压\n",
                        new As("icd10-clinical", "icd10-insurance", "", "2.0", "2026-01-01", ""),
                        true)
                .getFirst();

        var maps = new CodeMaps(STORE, CLOCK).now();
        List<CodeTarget> targets = maps.targets("12330000470000013F", TermSystem.ICD10_CLINICAL.url(), "I10.x00");
        assertThat(targets).hasSize(1);
        assertThat(targets.getFirst().code()).isEqualTo("I10.x00x002");
        assertThat(targets.getFirst().map()).isEqualTo(told.url() + "|2.0");
        assertThat(targets.getFirst().holds("2025-12-31")).isFalse();
        assertThat(targets.getFirst().holds("2026-01-01")).isTrue();
    }

    @Test
    void resourcesOfFhirAreTakenAsTheyAreFromJsonFromXmlAndLineByLine() {
        String json = "{\"resourceType\":\"CodeSystem\",\"id\":\"one\",\"url\":\"https://example.org/one\","
                + "\"status\":\"active\",\"content\":\"complete\",\"concept\":[{\"code\":\"a\",\"display\":\"A\"}]}";
        String xml = "<?xml version=\"1.0\"?><CodeSystem xmlns=\"http://hl7.org/fhir\"><id value=\"two\"/>"
                + "<url value=\"https://example.org/two\"/><status value=\"active\"/><content value=\"complete\"/>"
                + "<concept><code value=\"b\"/><display value=\"B\"/></concept></CodeSystem>";
        As none = new As("", "", "", "", "", "");

        assertThat(load(json + "\n" + json.replace("one", "three") + "\n", none, true))
                .hasSize(2)
                .allMatch(Told::written);
        assertThat(load(xml, none, true).getFirst().added()).containsExactly("b");
        assertThat(load(xml, none, true).getFirst().written()).isFalse();
        assertThat(STORE.current("CodeSystem", "three", Scope.everything())).isPresent();
    }

    @Test
    void aFileThatIsNoTerminologyIsRefused() {
        As as = as("icd10-gb", "");
        assertThatThrownBy(() -> load("甲,乙\n1,2\n", as, true))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("intake.terms-unreadable"));
        assertThatThrownBy(() -> load("编码,名称\nA,B\n", as("etwas", ""), true))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("intake.terms-unnamed"));
    }
}
