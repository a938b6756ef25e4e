package org.tongmai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnifiedSocialCreditCodeTest {

    @ParameterizedTest
    @ValueSource(strings = {"91350100M000100Y43", "91440300708461136T", "914403001922038216", "9144 0300-708461136t"})
    void acceptsCodesInUse(String text) {
        var code = UnifiedSocialCreditCode.parse(text);

        assertThat(code.value()).hasSize(18);
        assertThat(code.region().level()).isEqualTo(RegionCode.Level.CITY);
    }

    @Test
    void holdsTheOrganisationCode() {
        assertThat(new UnifiedSocialCreditCode("91440300708461136T").organisation())
                .isEqualTo(new OrganisationCode("708461136"));
    }

    @ParameterizedTest
    @CsvSource({
        "91440300708461136U, kernel.uscc-check-digit-wrong",
        "91440300708461135T, kernel.uscc-check-digit-wrong",
        "9144030070846113, kernel.uscc-malformed",
        "9144030070846I136T, kernel.uscc-malformed",
        "91A40300708461136T, kernel.uscc-malformed"
    })
    void refusesNonsense(String text, String code) {
        assertThatThrownBy(() -> UnifiedSocialCreditCode.parse(text))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    void findsNothingInOtherText() {
        assertThat(UnifiedSocialCreditCode.find("HOSPITAL-A")).isEmpty();
    }
}
