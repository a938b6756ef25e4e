package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;

class ProblemWordsTest {

    private static final Pattern CODE = Pattern.compile("\"((?:access|portal)\\.[a-z-]+[a-z])\"");

    /** Words in quotes that look like codes and are none. */
    private static final Set<String> OTHERS = Set.of("access.treatment");

    @Test
    void every_refusal_of_access_and_portal_is_said_in_chinese_too() throws IOException {
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

    @Test
    void every_kind_has_a_chinese_title() {
        for (Problem.Kind kind : Problem.Kind.values()) {
            assertThat(ProblemWords.keys()).contains("kind." + kind);
        }
    }

    private static Set<String> codes() throws IOException {
        Set<String> codes = new TreeSet<>();
        for (String part : Set.of("access", "portal")) {
            try (var files = Files.list(Path.of("src/main/java/org/tongmai", part))) {
                for (Path file : files.toList()) {
                    CODE.matcher(Files.readString(file)).results().forEach(found -> codes.add(found.group(1)));
                }
            }
        }
        codes.removeAll(OTHERS);
        return codes;
    }
}
