package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tongmai.person.match.NumberClaim;
import tools.jackson.databind.json.JsonMapper;

class PatientReaderTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The comparison of dates takes a first of January for the year alone. */
    @ParameterizedTest
    @CsvSource({"1980-03-15, 1980-03-15", "1980, 1980-01-01", "1980-03, 1980-01-01"})
    void ofAPartOfABirthDateTheYearStays(String written, LocalDate birthDate) {
        assertThat(read("{\"birthDate\":\"%s\"}".formatted(written), "2026-06-01T00:00:00Z")
                        .birthDate())
                .contains(birthDate);
    }

    @ParameterizedTest
    @CsvSource({"1900-01-01", "80-03-15", "1980-13-01", "''"})
    void whatIsNoBirthDateSaysNothing(String written) {
        assertThat(read("{\"birthDate\":\"%s\"}".formatted(written), "2026-06-01T00:00:00Z")
                        .birthDate())
                .isEqualTo(Optional.empty());
    }

    /** The same whenever it is read again: the number is of somebody born on 1 January 2026. */
    @Test
    void aNumberIsJudgedByTheDayOnWhichItWasSent() {
        String patient = """
                {"identifier":[{"system":"urn:oid:2.16.156.10011.1.3","value":"330102202601010010"}]}""";

        assertThat(read(patient, "2026-06-01T00:00:00Z").registration().numbers())
                .extracting(NumberClaim::state)
                .containsExactly(NumberClaim.State.SOUND);
        assertThat(read(patient, "2025-06-01T00:00:00Z").registration().numbers())
                .extracting(NumberClaim::state)
                .containsExactly(NumberClaim.State.MISTYPED);
    }

    private static Identity read(String patient, String at) {
        return new PatientReader().read(1, "p1", JSON.readTree(patient), "A", Instant.parse(at));
    }
}
