package org.tongmai.intake.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a unit has a code in UCUM, and which. */
class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "mmol/L, mmol/L",
        "mmHg, mm[Hg]",
        "10^9/L, 10*9/L",
        "×10^9/L, 10*9/L",
        "10E12/L, 10*12/L",
        "IU/L, [IU]/L",
        "μmol/L, umol/L",
        "次/分, /min",
        "%, %"
    })
    void aUnitIsReadAsItsCode(String sent, String code) {
        assertThat(Units.ucum(sent)).contains(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NEG", "S/CO", "copies per mL", "阳性", "--"})
    void whatIsNoUnitHasNone(String sent) {
        assertThat(Units.ucum(sent)).isEmpty();
    }

    @Test
    void everyCodeOfTheTableIsOneOfUcum() {
        assertThat(Tables.map("units.tsv").values()).isNotEmpty().allMatch(Units::isUcum);
    }
}
