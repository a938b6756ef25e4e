package org.tongmai.fhir.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines come out as they went in, however they lie to the buffer, and reading goes on at any of their places. */
class LineReaderTest {

    @TempDir
    private Path folder;

    @Test
    void everyLineIsReadFromWhereItBegins() throws IOException {
        var random = new Random(3);
        var text = new StringBuilder();
        List<String> lines = new ArrayList<>();
        for (int length : new int[] {0, 1, 262_143, 262_144, 262_145, 5, 700_000, 0, 3}) {
            String line = "x".repeat(length);
            text.append(line).append(random.nextBoolean() ? "\n" : "\n \t\r\n");
            if (length > 0) {
                lines.add(line);
            }
        }
        lines.add("last, 没有换行");
        Path file = Files.write(
                folder.resolve("lines"), text.append(lines.getLast()).toString().getBytes(UTF_8));

        List<Long> places = new ArrayList<>(List.of(0L));
        List<String> read = new ArrayList<>();
        try (var reader = new LineReader(file, 0)) {
            for (byte[] line = reader.next(); line != null; line = reader.next()) {
                read.add(new String(line, UTF_8));
                places.add(reader.place());
            }
            assertThat(reader.place()).isEqualTo(Files.size(file));
        }

        assertThat(read).isEqualTo(lines);
        for (int i = 0; i < lines.size(); i++) {
            try (var reader = new LineReader(file, places.get(i))) {
                assertThat(new String(reader.next(), UTF_8)).isEqualTo(lines.get(i));
            }
        }
    }

    @Test
    void aLineThatIsTooLongIsToldAndPassedOver() throws IOException {
        Path file = folder.resolve("long");
        try (var out = Files.newOutputStream(file)) {
            byte[] part = new byte[1 << 20];
            java.util.Arrays.fill(part, (byte) 'x');
            for (int i = 0; i <= LineReader.LINE_MAX >> 20; i++) {
                out.write(part);
            }
            out.write("\nnext\n".getBytes(UTF_8));
        }

        try (var reader = new LineReader(file, 0)) {
            assertThat(reader.next()).isEmpty();
            assertThat(reader.tooLong()).isTrue();
            assertThat(reader.next()).isEqualTo("next".getBytes(UTF_8));
            assertThat(reader.tooLong()).isFalse();
            assertThat(reader.next()).isNull();
        }
    }
}
