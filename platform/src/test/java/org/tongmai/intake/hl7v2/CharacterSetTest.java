package org.tongmai.intake.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;

class CharacterSetTest {

    private static final Charset GB18030 = Charset.forName("GB18030");

    @ParameterizedTest
    @ValueSource(strings = {"王伟", "𠮷田", "䶮", "阿卜杜热西提·买买提", "plain", "欧阳娜娜 13800000000"})
    void bothCharacterSetsAreReadAsDeclared(String text) {
        assertThat(decode(text.getBytes(StandardCharsets.UTF_8), "UNICODE UTF-8"))
                .isEqualTo(text);
        assertThat(decode(text.getBytes(GB18030), "GB 18030-2000")).isEqualTo(text);
        assertThat(decode(text.getBytes(GB18030), "GBK")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"王伟 高血压", "阿卜杜热西提·买买提", "plain"})
    void whatIsNotDeclaredIsDetected(String text) {
        assertThat(decode(text.getBytes(StandardCharsets.UTF_8), "")).isEqualTo(text);
        assertThat(decode(text.getBytes(GB18030), "")).isEqualTo(text);
    }

    @Test
    void unicodeDeclaredAsNationalIsRefusedThoughEachByteHasAMeaning() {
        assertRefused("王伟明".getBytes(StandardCharsets.UTF_8), "GB 18030-2000", "intake.charset-wrong");
    }

    @Test
    void nationalDeclaredAsUnicodeIsRefused() {
        assertRefused("王伟明".getBytes(GB18030), "UNICODE UTF-8", "intake.charset-wrong");
    }

    @Test
    void bytesThatMeanNothingAreRefused() {
        assertRefused(new byte[] {'a', (byte) 0xFF, (byte) 0xFF, 'b'}, "UNICODE UTF-8", "intake.charset-wrong");
        assertRefused(new byte[] {'a', (byte) 0xFF, (byte) 0xFF, 'b'}, "", "intake.charset-wrong");
    }

    @ParameterizedTest
    @CsvSource({"8859/16", "UNICODE UTF-16", "BIG-5"})
    void aCharacterSetThatIsNotSpokenIsRefusedUnlessNothingDependsOnIt(String declared) {
        assertThat(decode("plain".getBytes(StandardCharsets.US_ASCII), declared))
                .isEqualTo("plain");
        assertRefused("王".getBytes(StandardCharsets.UTF_8), declared, "intake.charset-unknown");
    }

    @ParameterizedTest
    @CsvSource({"8859/1,Müller", "ISO 8859-1,Müller", "8859/5,Иванов"})
    void theAlphabetsOfIso8859AreRead(String declared, String name) {
        Charset charset = Charset.forName(declared.endsWith("5") ? "ISO-8859-5" : "ISO-8859-1");

        assertThat(decode(name.getBytes(charset), declared)).isEqualTo(name);
        assertRefused("王".getBytes(StandardCharsets.UTF_8), declared, "intake.charset-wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"王\uFFFD", "王\u0000", "王\u0007"})
    void tracesOfAnEarlierWrongConversionAreRefused(String text) {
        assertRefused(text.getBytes(StandardCharsets.UTF_8), "UNICODE UTF-8", "intake.character-damaged");
    }

    private static String decode(byte[] bytes, String declared) {
        return CharacterSet.decode(bytes, declared).text();
    }

    private static void assertRefused(byte[] bytes, String declared, String code) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> decode(bytes, declared))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
