package org.tongmai.intake.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;

class Hl7v2ToFhirTest {

    private static final Source HOSPITAL = new Source("12330000470000013F", Zones.parse("Asia/Shanghai"));

    @ParameterizedTest
    @ValueSource(strings = {"registration", "update-with-rare-name", "results"})
    void aMessageBecomesTheBundleThatWasReviewed(String name) {
        MappedMessage mapped = map(Golden.message(name));

        Golden.assertMatches(name, mapped.bundle());
    }

    @ParameterizedTest
    @CsvSource({"registration,UTF-8", "update-with-rare-name,GB18030", "registration,GB18030", "results,GB18030"})
    void everyCharacterSurvivesTheWayOverTheWire(String name, String charset) {
        String text = Golden.message(name)
                .replace("UNICODE UTF-8", declared(charset))
                .replace("GB 18030-2000", declared(charset));

        var decoded = CharacterSet.decode(
                text.getBytes(Charset.forName(charset)),
                Header.of(text.getBytes(Charset.forName(charset))).charset());

        assertThat(decoded.text()).isEqualTo(text);
        assertThat(map(decoded.text()).bundle()).isEqualTo(map(text).bundle());
    }

    @Test
    void theTimeOfTheEventOutranksTheTimeOfTheMessage() {
        assertThat(map(Golden.message("registration")).at()).contains(Instant.parse("2026-03-01T00:30:00Z"));
        assertThat(map(Golden.message("results")).at()).contains(Instant.parse("2026-03-01T03:25:00Z"));
    }

    @Test
    void theSameOrderGivesTheSameResourcesInALaterMessage() {
        MappedMessage first = map(Golden.message("results"));

        MappedMessage corrected =
                map(Golden.message("results").replace("RES-1", "RES-2").replace("|6.50|", "|6.60|"));

        assertThat(corrected.entries().stream().map(Entry::address))
                .containsExactlyElementsOf(
                        first.entries().stream().map(Entry::address).toList());
    }

    @Test
    void aFieldThatSaysDeleteIsErasedAndAnEmptyOneIsNot() {
        Entry patient = map(Golden.message("update-with-rare-name")).entries().getFirst();

        assertThat(patient.erased()).containsExactlyInAnyOrder("address", "telecom|home", "telecom|mobile");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "P0001^^^12330000470000013F^MR#330106198003072330^^^^NNCHN#intake.local-id-missing",
                "P0001^^^12330000470000013F^MR#P0001^^^12330000470000021A^MR#intake.local-id-missing",
                "|20260301082900#|20261399082900#intake.time-unreadable",
                "ADT^A04^ADT_A01#ADT^A39^ADT_A39#intake.message-type-unknown",
                "NK1|1|#PID|1|#intake.patient-count"
            })
    void whatCannotBeUnderstoodIsRefusedWithItsPlace(String right, String wrong, String code) {
        String message = Golden.message("registration").replace(right, wrong);

        assertThatExceptionOfType(Problem.class).isThrownBy(() -> map(message)).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.where()).isNotEmpty();
        });
    }

    @Test
    void aVisitWithoutNumberIsKnownByItsPatientAndBeginning() {
        MappedMessage mapped = map(Golden.message("registration").replace("|V0001|", "||"));

        assertThat(mapped.entries().get(1).key()).isEqualTo("visit/P0001@2026-03-01T08:29:00+08:00");
    }

    @Test
    void aDocumentInsideAReportIsShownWithIt() {
        MappedMessage mapped = map(Golden.message("results")
                .replace("|6|ST|UCOL^尿颜色^L||淡黄色|", "|6|ED|PDF^报告单^L||LIS^AP^PDF^Base64^JVBERi0xLjQ=|"));

        var form = mapped.bundle().at("/entry/2/resource/presentedForm/0");
        assertThat(form.path("contentType").asString()).isEqualTo("application/pdf");
        assertThat(form.path("data").asString()).isEqualTo("JVBERi0xLjQ=");
        assertThat(form.path("title").asString()).isEqualTo("LIS");
    }

    @Test
    void whatHasNoPlaceInTheRecordIsTold() {
        assertThat(map(Golden.message("registration")).keptOnly()).contains("ZPD-2", "ZPD-3");
    }

    private static MappedMessage map(String text) {
        return Hl7v2ToFhir.map(Hl7v2Message.parse(text), HOSPITAL);
    }

    private static String declared(String charset) {
        return Charset.forName(charset).equals(StandardCharsets.UTF_8) ? "UNICODE UTF-8" : "GB 18030-2000";
    }
}
