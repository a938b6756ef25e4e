package org.tongmai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;

/**
 * {@code docs/reference/errors.md} is generated from the refusals in the code. After a change, run this test with
 * {@code TONGMAI_WRITE_DOCS=1} in the environment, which writes the page.
 */
class ErrorsPageTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path PAGE = Path.of("../docs/reference/errors.md");

    /** A refusal whose kind and code stand in the code as they are. */
    private static final Pattern REFUSAL =
            Pattern.compile("(?:Problem\\.)?Kind\\.([A-Z_]+),\\s*\"([a-z0-9]+\\.[a-z0-9.-]+)\",\\s*");

    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private record Refusal(Problem.Kind kind, String code, String what) {}

    @Test
    void listsEveryRefusalOfTheCode() throws IOException {
        List<Refusal> refusals = refusals();
        String page = page(refusals);

        if (System.getenv("TONGMAI_WRITE_DOCS") != null) {
            Files.writeString(PAGE, page);
        }

        assertThat(refusals).hasSizeGreaterThan(120);
        assertThat(PAGE).hasContent(page);
    }

    @Test
    void everyCodeBeginsWithTheCapabilityThatRefuses() throws IOException {
        List<String> capabilities;
        try (Stream<Path> packages = Files.list(SOURCES.resolve("org/tongmai"))) {
            capabilities = packages.filter(Files::isDirectory)
                    .map(each -> each.getFileName().toString())
                    .toList();
        }

        assertThat(refusals())
                .allSatisfy(refusal -> assertThat(
                                refusal.code().substring(0, refusal.code().indexOf('.')))
                        .isIn(capabilities));
    }

    private static List<Refusal> refusals() throws IOException {
        var out = new TreeMap<String, Refusal>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(file -> file.toString().endsWith(".java")).toList();
        }
        for (Path file : files) {
            String source = Files.readString(file);
            Matcher found = REFUSAL.matcher(source);
            while (found.find()) {
                var refusal = new Refusal(
                        Problem.Kind.valueOf(found.group(1)), found.group(2), argument(source, found.end()));
                out.putIfAbsent(refusal.code() + " " + refusal.what(), refusal);
            }
        }
        return List.copyOf(out.values());
    }

    /** The text of an argument: its literals, with an ellipsis for what is known only at run time. */
    private static String argument(String source, int from) {
        int depth = 0;
        int end = from;
        boolean quoted = false;
        for (; end < source.length(); end++) {
            char c = source.charAt(end);
            if (quoted) {
                if (c == '\\') {
                    end++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && depth-- == 0 || c == ',' && depth == 0) {
                break;
            }
        }
        var parts = new ArrayList<String>();
        Matcher literal = TEXT.matcher(source.substring(from, end));
        int last = 0;
        while (literal.find()) {
            if (source.substring(from, end).substring(last, literal.start()).matches(".*\\w.*")) {
                parts.add("…");
            }
            parts.add(literal.group(1).replace("\\\"", "\"").replace("\\\\", "\\"));
            last = literal.end();
        }
        if (source.substring(from, end).substring(last).matches("(?s).*\\w.*")) {
            parts.add("…");
        }
        return String.join("", parts);
    }

    private static String page(List<Refusal> refusals) {
        var page = new StringBuilder("""
                # Errors

                Every refusal has a stable code, says what is wrong, why, and how to mend it. Under `/fhir` it is an
                `OperationOutcome` (`issue.details.coding.code` is the code), elsewhere a problem of RFC 9457 (`code`). `…`
                stands for what is known only when it happens.

                This page is generated from the code by `ErrorsPageTest`.

                | code | HTTP status | issue code | what |
                | --- | --- | --- | --- |
                """);
        for (Refusal refusal : refusals) {
            page.append("| `%s` | %d | %s | %s |\n"
                    .formatted(
                            refusal.code(),
                            refusal.kind().status(),
                            refusal.kind().issue(),
                            refusal.what().replace("|", "\\|")));
        }
        return page.toString();
    }
}
