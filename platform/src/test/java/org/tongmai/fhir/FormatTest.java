package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tongmai.kernel.Problem;

/** Which format an answer takes. */
class FormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "application/fhir+xml; XML",
                "application/fhir+json; JSON",
                "text/xml; XML",
                "application/fhir+xml,application/fhir+json; XML",
                "text/html,application/xhtml+xml,application/xml,*/*; JSON",
                "*/*; JSON"
            })
    void theHeaderDecides(String accept, Format format) {
        assertThat(Format.of(null, accept)).isEqualTo(format);
    }

    @Test
    void theHighestWeightWins() {
        assertThat(Format.of(null, "application/fhir+json;q=0.2, application/fhir+xml;q=0.9"))
                .isEqualTo(Format.XML);
        assertThat(Format.of(null, "application/fhir+xml;fhirVersion=4.0;q=0.1, application/json"))
                .isEqualTo(Format.JSON);
        assertThat(Format.of(null, "text/turtle, application/fhir+xml;q=0, application/fhir+json;q=0.1"))
                .isEqualTo(Format.JSON);
    }

    @Test
    void theParameterWinsOverTheHeader() {
        assertThat(Format.of("xml", "application/fhir+json")).isEqualTo(Format.XML);
        assertThat(Format.of("application/fhir json", "text/xml")).isEqualTo(Format.JSON);
        assertThat(Format.of(null, null)).isEqualTo(Format.JSON);
    }

    @Test
    void whatIsNotSpokenIsRefused() {
        assertThatThrownBy(() -> Format.of(null, "text/turtle"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.kind().status()).isEqualTo(406));
        assertThatThrownBy(() -> Format.of("pdf", null)).isInstanceOf(Problem.class);
    }
}
