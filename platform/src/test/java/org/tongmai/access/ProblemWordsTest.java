package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;

class ProblemWordsTest {

    private static final Pattern CODE =
            Pattern.compile("\"((?:access|exchange|healthcode|portal|recognition)\\.[a-z-]+[a-z])\"");

    private static final Pattern LISTED = Pattern.compile("(?m)^\\| `((?:kernel|person|intake)\\.[a-z-]+)`");

    /** A setting that stops the start. */
    private static final Set<String> NOT_ON_PAGES = Set.of("intake.setting-wrong");

    /** Words in quotes that look like codes and are none. */
    private static final Set<String> OTHERS = Set.of("access.treatment", "exchange.index", "healthcode.registration");

    @Test
    void every_refusal_of_these_capabilities_is_said_in_chinese_too() throws IOException {
        Set<String> missing = new TreeSet<>();
        Set<String> codes = codes();
        for (String code : codes) {
            for (String part : Set.of(".what", ".why", ".mend")) {
                if (!ProblemWords.keys().contains(code + part)) {
                    missing.add(code + part);
                }
            }
        }

        assertThat(codes).hasSizeGreaterThan(30);
        assertThat(missing).isEmpty();
    }

    /** Of the other capabilities that pages call; what a message is refused for has words of the pages' own. */
    @Test
    void every_refusal_that_people_meet_on_pages_is_said_in_chinese() throws IOException {
        String pages = Files.readString(Path.of("../portal/src/text/problem/zh-CN.json"));
        Set<String> missing = new TreeSet<>();
        Matcher code = LISTED.matcher(Files.readString(Path.of("../docs/reference/errors.md")));
        int found = 0;
        while (code.find()) {
            found++;
            if (!NOT_ON_PAGES.contains(code.group(1))
                    && !pages.contains("\"problem." + code.group(1) + ".what\"")
                    && !ProblemWords.keys().contains(code.group(1) + ".what")) {
                missing.add(code.group(1));
            }
        }

        assertThat(found).isGreaterThan(40);
        assertThat(missing).isEmpty();
    }

    @Test
    void every_kind_has_a_chinese_title() {
        for (Problem.Kind kind : Problem.Kind.values()) {
            assertThat(ProblemWords.keys()).contains("kind." + kind);
        }
    }

    private static Set<String> codes() throws IOException {
        Set<String> codes = new TreeSet<>();
        for (String part : Set.of("access", "exchange", "healthcode", "portal", "recognition")) {
            try (var files = Files.walk(Path.of("src/main/java/org/tongmai", part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    CODE.matcher(Files.readString(file)).results().forEach(found -> codes.add(found.group(1)));
                }
            }
        }
        codes.removeAll(OTHERS);
        return codes;
    }
}
