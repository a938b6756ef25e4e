package org.tongmai.fhir.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is received is counted on the way. */
class ReceivedTest {

    @TempDir
    private Path folder;

    @Test
    void theRoomOnTheDiskIsLookedAtSeldomAndTheHoldOften() throws IOException {
        byte[] lines = new byte[(int) (2 * Received.LOOK_BYTES)];
        lines[lines.length / 2] = 'a';
        lines[lines.length - 1] = 'b';
        var looks = new AtomicInteger();
        var asked = new AtomicInteger();

        Input input = Received.into(
                folder.resolve("input"),
                new ByteArrayInputStream(lines),
                lines.length,
                asked::incrementAndGet,
                looks::incrementAndGet,
                new Input(1, null, null, 0, -1, 0, 0, 0));

        assertThat(input.bytes()).isEqualTo(lines.length);
        assertThat(looks).hasValueBetween(2, 3);
        assertThat(asked).hasValueGreaterThan(100);
    }
}
