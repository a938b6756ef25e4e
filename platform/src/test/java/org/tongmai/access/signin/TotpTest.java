package org.tongmai.access.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes by time against the vectors that their standards publish. */
class TotpTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B, the lines of SHA-1. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void the_codes_are_those_of_the_standard(long second, String code) {
        assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(second)), 8))
                .isEqualTo(code);
    }

    /** RFC 4226, appendix D. */
    @ParameterizedTest
    @CsvSource({
        "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
        "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
    })
    void six_digits_are_those_of_the_counter(long step, String code) {
        assertThat(Totp.code(SECRET, step)).isEqualTo(code);
    }

    @Test
    void a_code_is_good_one_step_before_and_after_and_not_twice() {
        Instant now = Instant.parse("2026-03-01T08:00:10Z");
        long step = Totp.step(now);

        for (long each = step - 4; each <= step + 4; each++) {
            assertThat(Totp.match(SECRET, Totp.code(SECRET, each), now, 0).isPresent())
                    .as("step %d", each - step)
                    .isEqualTo(Math.abs(each - step) <= 1);
        }
        assertThat(Totp.match(SECRET, Totp.code(SECRET, step), now, step)).isEmpty();
        assertThat(Totp.match(SECRET, Totp.code(SECRET, step - 1), now, step)).isEmpty();
        assertThat(Totp.match(SECRET, Totp.code(SECRET, step + 1), now, step)).hasValue(step + 1);
        assertThat(Totp.match(SECRET, "", now, 0)).isEmpty();
    }

    /** RFC 4648 §10, without padding. */
    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void a_secret_is_written_as_the_standard_says(String text, String letters) {
        assertThat(Base32.of(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(letters);
    }

    @Test
    void recovery_codes_are_read_however_people_type_them() {
        String code = RecoveryCodes.next().getFirst();

        assertThat(code).matches("([A-Z2-7]{4}-){3}[A-Z2-7]{4}");
        assertThat(RecoveryCodes.hash(code.toLowerCase().replace('-', ' '))).isEqualTo(RecoveryCodes.hash(code));
        assertThat(RecoveryCodes.looksLike(code)).isTrue();
        assertThat(RecoveryCodes.looksLike("123456")).isFalse();
        assertThat(RecoveryCodes.next()).hasSize(RecoveryCodes.COUNT).doesNotHaveDuplicates();
    }
}
