package org.tongmai.access.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;

/** Which passwords are refused, and why. */
class PasswordRulesTest {

    private static final PasswordRules RULES = new PasswordRules(10, 3, 20);

    @ParameterizedTest
    @ValueSource(strings = {"Sieben-Katzen-87", "zwei alte katzen im regen", "春天里三只小猫Abc9", "xK9!vPq2mW"})
    void a_long_or_varied_password_is_taken(String password) {
        assertThatCode(() -> RULES.check(password, "zhang", "张伟")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "xK9!vPq2m, access.password-too-weak",
        "kleinekatze9, access.password-too-weak",
        "Aa1Aa1Aa1Aa1, access.password-too-weak",
        "aaaaaaaaaaaaaaaaaaaaaaaaa, access.password-too-weak",
        "Password2026!, access.password-common",
        "P@ssw0rd2026, access.password-common",
        "Woaini1314!!, access.password-common",
        "12345678901234567890!, access.password-common",
        "XZhang!2026-q, access.password-common"
    })
    void a_short_simple_or_common_one_is_refused(String password, String code) {
        Problem refused = catchThrowableOfType(Problem.class, () -> RULES.check(password, "zhang", "Zhang Wei"));

        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.what() + refused.why()).doesNotContain(password);
    }

    @ParameterizedTest
    @ValueSource(ints = {72, 73})
    void no_password_is_longer_than_what_is_compared(int bytes) {
        String password = "Kq7-".repeat(20).substring(0, bytes - 2) + "zW";

        if (bytes == 72) {
            assertThatCode(() -> RULES.check(password, "zhang", "张伟")).doesNotThrowAnyException();
        } else {
            assertThat(catchThrowableOfType(Problem.class, () -> RULES.check(password, "zhang", "张伟"))
                            .code())
                    .isEqualTo("access.password-too-weak");
        }
    }
}
