package org.tongmai.fhir.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.access.TestNode;
import org.tongmai.kernel.Problem;

/** What ends the receiving of a file. */
class FetchingTest {

    private static final String TOO_MUCH = "9000000000000000000";

    private static HttpServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] line = "{\"resourceType\":\"Patient\"}\n".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, line.length);
            exchange.getResponseBody().write(line);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private Input fetch(Jobs jobs, Duration whole, Hold hold) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/Patient";
        var input = new Input(1, "Patient", url, 0, -1, 0, 0, 0);
        return new Fetching(jobs, 1_000, whole, Clock.systemUTC()).fetch(input, folder.resolve("input"), hold);
    }

    private static void refused(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    void aFetchEndsWithItsTimeAndWithItsHold() {
        try (TestNode node = TestNode.start("--tongmai.auth=none")) {
            Jobs jobs = node.bean(Jobs.class);
            var lost = new Hold("lost");
            lost.lose();

            assertThat(fetch(jobs, Duration.ofMinutes(1), new Hold("held")).lines())
                    .isEqualTo(1);
            refused(() -> fetch(jobs, Duration.ofSeconds(-1), new Hold("late")), "fhir.import-not-fetched");
            assertThatThrownBy(() -> fetch(jobs, Duration.ofMinutes(1), lost)).isInstanceOf(Hold.Lost.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void whatWouldFillTheDiskIsRefusedAndLeavesNothing() throws IOException {
        try (TestNode node = TestNode.start("--tongmai.auth=none", "--tongmai.fhir.bulk.spare-bytes=" + TOO_MUCH)) {
            Jobs jobs = node.bean(Jobs.class);
            var client = new BulkClient(node.url());

            var sent = client.send(
                    "POST",
                    "/$import",
                    "{}".getBytes(UTF_8),
                    "Content-Type",
                    "application/fhir+ndjson",
                    "Prefer",
                    "respond-async");

            assertThat(BulkClient.code(sent)).isEqualTo("fhir.bulk-disk-full");
            assertThat(BulkClient.code(client.get("/$export", "Prefer", "respond-async")))
                    .isEqualTo("fhir.bulk-disk-full");
            refused(() -> fetch(jobs, Duration.ofMinutes(1), new Hold("held")), "fhir.bulk-disk-full");
            try (Stream<Path> left = Files.list(jobs.files("x").getParent())) {
                assertThat(left.filter(Files::isDirectory)).isEmpty();
            }
        }
    }
}
