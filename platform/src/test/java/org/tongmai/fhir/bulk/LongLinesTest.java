package org.tongmai.fhir.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import tools.jackson.databind.node.ObjectNode;

/** Lines of an upload of several types that are as long as a line may be, and longer. */
class LongLinesTest {

    private static final String TOLD = "/extension/https:~1~1tongmai.org~1fhir~1bulk-import/";

    /** Packed, as the client holds it in memory; the blanks that fill a line are mixed, as what unpacks to too much is refused. */
    private static byte[] upload(int... lengths) throws IOException {
        var packed = new ByteArrayOutputStream();
        var random = new Random(5);
        try (var gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < lengths.length; i++) {
                byte[] begin = ("{\"resourceType\":\"Basic\",\"id\":\"long-" + i + "\",").getBytes(UTF_8);
                byte[] end = "\"code\":{\"text\":\"x\"}}".getBytes(UTF_8);
                gzip.write(begin);
                byte[] blank = new byte[1 << 16];
                for (int left = lengths[i] - begin.length - end.length; left > 0; left -= blank.length) {
                    for (int j = 0; j < blank.length; j++) {
                        blank[j] = (byte) (random.nextBoolean() ? ' ' : '\t');
                    }
                    gzip.write(blank, 0, Math.min(left, blank.length));
                }
                gzip.write(end);
                gzip.write('\n');
            }
        }
        return packed.toByteArray();
    }

    @Test
    void aLineThatJustFitsIsTakenAndOneThatDoesNotIsToldAsTooLong() throws IOException {
        try (TestNode node = TestNode.start("--tongmai.auth=none")) {
            var client = new BulkClient(node.url());

            ObjectNode manifest = client.done(BulkClient.location(client.send(
                    "POST",
                    "/$import",
                    upload(200, LineReader.LINE_MAX, LineReader.LINE_MAX + 1),
                    "Content-Type",
                    "application/fhir+ndjson",
                    "Content-Encoding",
                    "gzip",
                    "Prefer",
                    "respond-async")));

            assertThat(client.lines(manifest, "error"))
                    .extracting(each -> each.at("/extension/0/valueString").asString("") + " "
                            + each.at("/issue/0/details/coding/0/code").asString(""))
                    .containsExactly("1:3 fhir.import-line-too-long");
            assertThat(manifest.at(TOLD + "created").asLong(-1)).isEqualTo(2);
            assertThat(manifest.at(TOLD + "refused").asLong(-1)).isEqualTo(1);
        }
    }
}
