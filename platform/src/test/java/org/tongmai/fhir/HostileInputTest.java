package org.tongmai.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tongmai.access.TestNode;

/** Input that is made to bring a server down is refused in a word, soon, and leaves nothing in memory. */
@Timeout(60)
class HostileInputTest {

    /** What may stay in memory after a hostile request: caches that fill, classes that load. */
    private static final long GROWTH_MAX = 24L * 1024 * 1024;

    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.auth=none");
        client = new Client(node.url());
        client.post("/Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + "a".repeat(200) + "\"}]}");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private interface Attack {
        Client.Answer run();
    }

    /** The answer; the heap is as it was before. */
    private static Client.Answer flat(Attack attack) {
        long before = used();
        Client.Answer answer = attack.run();
        assertThat(used() - before).as("growth of the heap in bytes").isLessThan(GROWTH_MAX);
        return answer;
    }

    private static long used() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void refused(Client.Answer answer, int status, String code) {
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
    }

    /** Answered, or refused with a code: never a failure of the server. */
    private static void borne(Client.Answer answer) {
        assertThat(answer.status()).isLessThan(500);
        assertThat(answer.status() == 200 || !answer.code().isEmpty()).isTrue();
    }

    @Test
    void aGigabyteOfZerosInAMegabyteOfGzip() throws IOException {
        // gzip takes one member after another, so the sixteenth part is packed once
        var member = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(member, 65_536)) {
            gzip.write(new byte[64 * 1024 * 1024]);
        }
        var packed = new ByteArrayOutputStream();
        for (int i = 0; i < 16; i++) {
            packed.writeBytes(member.toByteArray());
        }

        refused(
                flat(() -> client.send(
                        "POST",
                        "/Patient",
                        BodyPublishers.ofByteArray(packed.toByteArray()),
                        "Content-Encoding",
                        "gzip")),
                413,
                "fhir.body-too-large");
    }

    @Test
    void aBundleOfFourteenThousandEntriesWithOneBadOne() {
        String good =
                "{\"resource\":{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:h\",\"value\":\"x\"}]},"
                        + "\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}},";
        String bad = "{\"resource\":{\"resourceType\":\"Patient\",\"birthDate\":\"yesterday\"},"
                + "\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}";
        String bundle =
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + good.repeat(13_999) + bad + "]}";

        Client.Answer answer = flat(() -> client.post("", bundle));

        refused(answer, 400, "fhir.shape-wrong");
        assertThat(answer.body().at("/issue/0/expression/0").asString("")).startsWith("Bundle.entry[13999]");
        assertThat(client.get("/Patient?identifier=urn:h%7Cx").total()).isZero();
    }

    @Test
    void tenThousandAlternatives() {
        String form = "identifier="
                + IntStream.range(0, 10_000).mapToObj(i -> "urn:h%7C" + i).collect(Collectors.joining(","));

        borne(flat(() -> search("/Patient/_search", form)));
    }

    @Test
    void patternsInContains() {
        flat(() -> {
            Client.Answer last = client.get("/metadata");
            for (String pattern :
                    List.of("(a%2B)%2B%24", "%25%25%25_%25", "a".repeat(2_000) + "!", "%5C%5C%5C%5C%5B")) {
                last = search("/Patient/_search", "name:contains=" + pattern);
                borne(last);
            }
            return last;
        });
    }

    @Test
    void aThousandIncludes() {
        String form = "_include=Observation:subject"
                + "&_include=Observation:performer&_revinclude=Provenance:target".repeat(500);

        borne(flat(() -> search("/Observation/_search", form)));
    }

    @Test
    void chainsOfChains() {
        borne(flat(() -> search(
                "/Observation/_search", "subject:Patient.link:Patient" + ".link:Patient".repeat(200) + ".name=a")));
    }

    private static Client.Answer search(String path, String form) {
        return client.send(
                "POST",
                path,
                BodyPublishers.ofString(form, UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    @Test
    void aPatchThatDoublesAResource() {
        String id = client.post("/Patient", "{\"resourceType\":\"Patient\"}").id();
        String patch = "[{\"op\":\"add\",\"path\":\"/name\",\"value\":[{\"text\":\"" + "x".repeat(100_000) + "\"}]}"
                + ",{\"op\":\"copy\",\"from\":\"/name\",\"path\":\"/name/0/extension\"}".repeat(100) + "]";

        refused(
                flat(() -> client.send(
                        "PATCH",
                        "/Patient/" + id,
                        BodyPublishers.ofString(patch, UTF_8),
                        "Content-Type",
                        "application/json-patch+json")),
                413,
                "fhir.patch-too-much");
    }

    @Test
    void aPathThatWouldMultiply() {
        String id = client.post("/Patient", "{\"resourceType\":\"Patient\"}").id();
        String path = "Patient" + ".select(%resource.descendants() | %resource.children())".repeat(15);
        String patch = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":["
                + "{\"name\":\"type\",\"valueCode\":\"delete\"},{\"name\":\"path\",\"valueString\":\"" + path
                + "\"}]}]}";
        long begun = System.nanoTime();

        refused(
                client.send("PATCH", "/Patient/" + id, BodyPublishers.ofString(patch, UTF_8)),
                400,
                "fhir.patch-path-wrong");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }
}
