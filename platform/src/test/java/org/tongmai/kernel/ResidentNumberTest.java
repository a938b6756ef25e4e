package org.tongmai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResidentNumberTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 1, 1);

    @ParameterizedTest
    @CsvSource({
        "11010519491231002X, 1949-12-31, FEMALE, 110105, CITIZEN",
        "34052419800101001X, 1980-01-01, MALE, 340524, CITIZEN",
        "１１０１０５ 19491231 002x, 1949-12-31, FEMALE, 110105, CITIZEN",
        "810000199408230021, 1994-08-23, FEMALE, 810000, RESIDENCE_PERMIT",
        "830000199201300022, 1992-01-30, FEMALE, 830000, RESIDENCE_PERMIT",
        "931586198105200010, 1981-05-20, MALE, 310000, PERMANENT_RESIDENCE"
    })
    void tellsBirthDateSexAndRegion(
            String text, LocalDate birthDate, Sex sex, String region, ResidentNumber.Kind kind) {
        var number = ResidentNumber.parse(text, TODAY);

        assertThat(number.birthDate()).isEqualTo(birthDate);
        assertThat(number.sex()).isEqualTo(sex);
        assertThat(number.region()).isEqualTo(new RegionCode(region));
        assertThat(number.kind()).isEqualTo(kind);
    }

    @Test
    void convertsTheOldNumberOfFifteenPlaces() {
        assertThat(ResidentNumber.parse("110105491231002", TODAY).value()).isEqualTo("11010519491231002X");
    }

    @ParameterizedTest
    @CsvSource({
        "110105194912310021, kernel.resident-number-check-digit-wrong",
        "11010519491321002X, kernel.resident-number-birth-date-impossible",
        "11010519490230002X, kernel.resident-number-birth-date-impossible",
        "1101051949123100, kernel.resident-number-malformed",
        "01010519491231002X, kernel.resident-number-malformed",
        "1101051949123100XX, kernel.resident-number-malformed"
    })
    void refusesNonsense(String text, String code) {
        assertThatThrownBy(() -> ResidentNumber.parse(text, TODAY))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"11010519491231002X", "34052419800101001X"})
    void noticesEachSingleWrongDigitAndEachSwapOfNeighbours(String number) {
        for (int i = 0; i < 17; i++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                refusesUnlessSame(number, number.substring(0, i) + digit + number.substring(i + 1));
            }
            String swapped = number.substring(0, i) + number.charAt(i + 1) + number.charAt(i) + number.substring(i + 2);
            refusesUnlessSame(number, swapped);
        }
    }

    @Test
    void refusesABirthDateInTheFuture() {
        assertThatThrownBy(() -> ResidentNumber.parse("11010519491231002X", LocalDate.of(1949, 12, 30)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("kernel.birth-date-in-future"));
    }

    @Test
    void keepsTheNumberOutOfLogs() {
        assertThat(new ResidentNumber("11010519491231002X")).hasToString("**************002X");
    }

    private static void refusesUnlessSame(String number, String other) {
        if (!other.equals(number)) {
            assertThatThrownBy(() -> ResidentNumber.parse(other, TODAY)).isInstanceOf(Problem.class);
        }
    }
}
