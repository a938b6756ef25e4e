package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The hand-written forms against the regular expressions of FHIR R4's data types. */
class PrimitivesTest {

    private static final String DATE = "\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?";
    private static final String CLOCK = "([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?";
    private static final String INSTANT =
            "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T" + CLOCK + "(Z|[+-]\\d\\d:\\d\\d)";

    private static final Map<String, Predicate<String>> FORMS = Map.of(
            DATE,
            Primitives::isDate,
            DATE + "|" + INSTANT,
            Primitives::isDateTime,
            INSTANT,
            Primitives::isInstant,
            CLOCK,
            Primitives::isTime,
            "[A-Za-z0-9\\-.]{1,64}",
            Primitives::isId,
            "\\S+( \\S+)*",
            Primitives::isCode);

    private static final List<String> SEEDS = List.of(
            "2026",
            "2026-11",
            "2026-11-22",
            "2026-11-22T08:15:30Z",
            "2026-11-22T08:15:30.123+08:00",
            "2026-02-31T23:59:60-05:00",
            "08:15:30",
            "23:59:60.5",
            "a-b.c9",
            "final",
            "in progress",
            "");

    @Test
    void eachFormTakesWhatItsExpressionTakesAndNothingElse() {
        var random = new Random(7);
        FORMS.forEach((expression, form) -> {
            Pattern pattern = Pattern.compile(expression);
            for (String seed : SEEDS) {
                assertThat(form.test(seed))
                        .as(seed)
                        .isEqualTo(pattern.matcher(seed).matches());
                for (int i = 0; i < 3_000; i++) {
                    String text = changed(seed, random);
                    assertThat(form.test(text))
                            .as("%s as %s", text, expression)
                            .isEqualTo(pattern.matcher(text).matches());
                }
            }
        });
    }

    @Test
    void aStringHasNoControlCharactersAndWholeCodePoints() {
        assertThat(List.of("王伟", "a\tb\r\nc", "𠮷野家")).allMatch(Primitives::isString);
        assertThat(List.of("", "a\u0000b", "\u0007", "\ud842", "\udfb7\ud842")).noneMatch(Primitives::isString);
    }

    private static String changed(String seed, Random random) {
        var text = new StringBuilder(seed);
        for (int n = random.nextInt(3); n >= 0; n--) {
            String alphabet = "0123456789-:TZ+. ab";
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, c);
                case 1 -> text.delete(Math.max(0, at - 1), at);
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, c);
                    }
                }
            }
        }
        return text.toString();
    }
}
