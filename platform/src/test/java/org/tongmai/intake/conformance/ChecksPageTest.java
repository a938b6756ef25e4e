package org.tongmai.intake.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tongmai.intake.conformance.Check.Group;

/**
 * {@code docs/reference/conformance-checks.md} is generated from the table of checks. After a change, run this test with
 * {@code TONGMAI_WRITE_DOCS=1} in the environment, which writes the page.
 */
class ChecksPageTest {

    private static final Path PAGE = Path.of("../docs/reference/conformance-checks.md");

    @Test
    void listsEveryCheck() throws IOException {
        String page = page();

        if (System.getenv("TONGMAI_WRITE_DOCS") != null) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).hasContent(page);
    }

    @Test
    void eachCheckIsSaidInBothLanguages() {
        assertThat(Check.all()).hasSizeGreaterThan(90).allSatisfy(check -> {
            assertThat(check.what().en()).isNotBlank().isNotEqualTo(check.what().zh());
            assertThat(List.of(check.what().zh(), check.why().zh(), check.mend().zh()))
                    .allMatch(text -> text.codePoints().anyMatch(Character::isIdeographic));
            assertThat(List.of(check.why().en(), check.mend().en(), check.source()))
                    .noneMatch(String::isBlank);
            assertThat(check.group()).isIn((Object[]) Group.values());
        });
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # What an examination looks at

                Generated from the table of checks (`ChecksPageTest` with `TONGMAI_WRITE_DOCS=1` writes it). How to pass:
                [pass the conformance run](../how-to/pass-the-conformance-run.md).
                """);
        for (Group group : Group.values()) {
            page.append("\n## ")
                    .append(group.words().en())
                    .append(" ")
                    .append(group.words().zh())
                    .append("\n\n");
            page.append("| check | how it must be | otherwise | mend | source |\n| --- | --- | --- | --- | --- |\n");
            Check.all().stream()
                    .filter(check -> check.group() == group)
                    .forEach(check -> page.append("| `")
                            .append(check.id())
                            .append("` | ")
                            .append(both(check.what().en(), check.what().zh()))
                            .append(both(check.why().en(), check.why().zh()))
                            .append(both(check.mend().en(), check.mend().zh()))
                            .append(check.source())
                            .append(" |\n"));
        }
        return page.toString();
    }

    private static String both(String en, String zh) {
        return en + "<br>" + zh + " | ";
    }
}
