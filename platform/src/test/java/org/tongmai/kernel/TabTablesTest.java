package org.tongmai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.kernel.TabTables.Row;

/** Tables of an operator. */
class TabTablesTest {

    @TempDir
    private Path folder;

    @Test
    void aHyphenIsNothingAndCommentsAreNoLines() throws IOException {
        Row row =
                rows("# ours\r\n\r\ncode\ticd10\twords\tfrom\tuntil\r\n4000\tB08.4 B08.5\t手足口|hand, foot and mouth\t-\t2026-01-01\r\n")
                        .getFirst();

        assertThat(row.line()).isEqualTo(4);
        assertThat(row.words("icd10")).containsExactly("B08.4", "B08.5");
        assertThat(row.names("words")).containsExactly("手足口", "hand, foot and mouth");
        assertThat(row.text("from")).isEmpty();
        assertThat(row.written("from")).isEqualTo("-");
        assertThat(row.day("from", LocalDate.MIN)).isEqualTo(LocalDate.MIN);
        assertThat(row.day("until", LocalDate.MAX)).isEqualTo(LocalDate.of(2026, 1, 1));
    }

    @Test
    void whatCannotBeUsedIsRefusedWithFileLineAndColumn() throws IOException {
        Row row = rows("code\tcases\tfrom\tlevel\n-\t12\t2026-02-30\tHIGH\n").getFirst();

        assertRefused(() -> row.needed("code"), "2:code");
        assertRefused(() -> row.text("name"), "2:name");
        assertRefused(() -> row.whole("cases", 11), "2:cases");
        assertRefused(() -> row.whole("level", 11), "2:level");
        assertRefused(() -> row.day("from", LocalDate.MIN), "2:from");
        assertRefused(() -> row.word("level", Problem.Kind.class), "2:level");
        assertRefused(() -> rows("code\tcases\n1000\n"), "2:columns");
        assertThat(row.whole("cases", 12)).isEqualTo(12);
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws IOException {
        Files.write(folder.resolve("own.tsv"), new byte[] {(byte) 0xc3, 0x28});

        assertThatThrownBy(() -> tables().rows("own.tsv")).isInstanceOf(UncheckedIOException.class);
    }

    private List<Row> rows(String text) throws IOException {
        Files.writeString(folder.resolve("own.tsv"), text);
        return tables().rows("own.tsv");
    }

    private TabTables tables() {
        return new TabTables("/nowhere/", folder, new TabTables.Refusal() {
            @Override
            public Problem wrong(Row row, String column, String why) {
                return new Problem(
                        Problem.Kind.INVALID, "kernel.test", "wrong", why, "mend", List.of(row.where(column)));
            }

            @Override
            public RuntimeException unreadable(String file, IOException why) {
                return new UncheckedIOException(why);
            }
        });
    }

    private static void assertRefused(ThrowingCallable work, String where) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        Problem.class, refusal -> assertThat(refusal.where()).containsExactly("own.tsv:" + where));
    }
}
