package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The hand-written forms against the regular expressions of FHIR R4's data types. */
class PrimitivesTest {

    private static final String DATE = "\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?";
    private static final String CLOCK = "([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?";
    private static final String INSTANT =
            "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T" + CLOCK + "(Z|[+-]\\d\\d:\\d\\d)";

    private static final Pattern DAY = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)(T.*)?");

    /** @param dated where the standard says more than the expression: the day must be one that there is */
    private record Form(String expression, boolean dated, Predicate<String> taken) {
        boolean takes(Pattern pattern, String text) {
            return pattern.matcher(text).matches() && (!dated || exists(text));
        }

        private static boolean exists(String text) {
            Matcher day = DAY.matcher(text);
            try {
                return !day.matches() || LocalDate.parse(day.group(1)) != null;
            } catch (DateTimeParseException e) {
                return false;
            }
        }
    }

    private static final List<Form> FORMS = List.of(
            new Form(DATE, true, Primitives::isDate),
            new Form(DATE + "|" + INSTANT, true, Primitives::isDateTime),
            new Form(INSTANT, true, Primitives::isInstant),
            new Form(CLOCK, false, Primitives::isTime),
            new Form("[A-Za-z0-9\\-.]{1,64}", false, Primitives::isId),
            new Form("\\S+( \\S+)*", false, Primitives::isCode),
            new Form(
                    "\\s*(([0-9a-zA-Z+/]\\s*){4})*(([0-9a-zA-Z+/]\\s*){4}|([0-9a-zA-Z+/]\\s*){3}=\\s*"
                            + "|([0-9a-zA-Z+/]\\s*){2}=\\s*=\\s*)",
                    false, Primitives::isBase64));

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
            "2024-02-29",
            "2023-02-29",
            "1900-02-28",
            "2000-02-29T00:00:00Z",
            "2026-06-31",
            "QUJD REVG",
            "QUJDRA==",
            "QUI=",
            "final",
            "in progress",
            "");

    @Test
    void eachFormTakesWhatItsExpressionTakesAndNothingElse() {
        var random = new Random(7);
        FORMS.forEach(form -> {
            Pattern pattern = Pattern.compile(form.expression());
            for (String seed : SEEDS) {
                assertThat(form.taken().test(seed)).as(seed).isEqualTo(form.takes(pattern, seed));
                for (int i = 0; i < 3_000; i++) {
                    String text = changed(seed, random);
                    assertThat(form.taken().test(text))
                            .as("%s as %s", text, form.expression())
                            .isEqualTo(form.takes(pattern, text));
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
            String alphabet = "0123456789-:TZ+. ab=";
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
