package org.tongmai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reference/settings.md} is generated from the settings records. After a change, run this test with
 * {@code TONGMAI_WRITE_DOCS=1} in the environment, which writes the page.
 */
class SettingsPageTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path PAGE = Path.of("../docs/reference/settings.md");

    private static final Pattern RECORD = Pattern.compile(
            "/\\*\\*(?<words>(?:(?!\\*/).)*)\\*/\\s*@ConfigurationProperties\\(\"(?<prefix>[a-z.-]+)\"\\)\\s*(?:public )?record \\w+\\("
                    + "(?<fields>(?:[^()]|\\([^()]*\\))*)\\)\\s*\\{",
            Pattern.DOTALL);

    private static final Pattern FIELD = Pattern.compile(
            "(?:@DefaultValue(?:\\(\"(?<value>[^\"]*)\"\\))?\\s+)?(?:@Nullable )?[\\w<>]+ (?<name>\\w+)(?:,|$)");

    @Test
    void listsEverySettingOfTheCode() throws IOException {
        String page = page();

        if (System.getenv("TONGMAI_WRITE_DOCS") != null) {
            Files.writeString(PAGE, page);
        }

        assertThat(page).contains("`tongmai.intake.room-bytes`").contains("`tongmai.intake.zone`");
        assertThat(PAGE).hasContent(page);
    }

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Settings

                What has no option of `tongmai serve`. A key is read from `tongmai.properties` in the data directory, from the
                environment (`TONGMAI_INTAKE_ROOMBYTES=64000000`: capitals, dots as underscores, hyphens left out), or from
                `-D` (`TONGMAI_JVM=-Dtongmai.intake.room-bytes=64000000`); of two, the later one here counts. A key that does
                not exist stops the start and names the nearest one that does.

                This page is generated from the code by `SettingsPageTest`.

                | key | default | meaning |
                | --- | --- | --- |
                | `tongmai.access.issuer` | the address of each request | the address under which callers know this node, such as \
                `https://health.example.cn`; has to be set behind a proxy that ends TLS |
                | `tongmai.access.second-factor` | `required` | `required`: staff set up a second factor at their first sign-in, as the dated \
                numbers `second-factor-`role say; `optional`: nobody has to, and whoever has one is asked for it (the demonstration) |
                | `tongmai.access.suite` | `national` | `national` (SM2, SM3) or `international` (ES256, SHA-256): how a log of \
                receipts that begins is hashed and signed; one that has begun stays with its own |
                """);
        List<Path> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(file -> file.toString().endsWith("Settings.java"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            Matcher settings = RECORD.matcher(Files.readString(file));
            while (settings.find()) {
                rows(settings.group("prefix"), settings.group("fields"), settings.group("words"), page);
            }
        }
        return page.toString();
    }

    private static void rows(String prefix, String fields, String words, StringBuilder page) {
        Matcher field = FIELD.matcher(fields.strip());
        while (field.find()) {
            String name = field.group("name");
            String key = prefix + "." + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            boolean option = List.of("tongmai.intake.mllp-address", "tongmai.intake.mllp-port", "tongmai.exchange.port")
                    .contains(key);
            if (!option) {
                String value = field.group("value");
                page.append("| `%s` | %s | %s |\n".formatted(key, value == null ? "–" : value, meaning(name, words)));
            }
        }
    }

    private static String meaning(String name, String words) {
        Matcher meaning = Pattern.compile("@param " + name + "\\b(.*?)(?=@param|$)", Pattern.DOTALL)
                .matcher(words);
        assertThat(meaning.find()).as(name + " is explained").isTrue();
        return meaning.group(1)
                .replaceAll("\\s*\\n\\s*\\*", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
