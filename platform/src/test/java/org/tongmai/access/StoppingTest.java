package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that is told to stop does not wait for pages that only listen. */
class StoppingTest {

    /** Half of what the web server gives to answers that are not complete. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void anOpenPageHoldsUpNoStop() throws Exception {
        TestNode node = TestNode.start("--tongmai.auth=none");
        HttpResponse<InputStream> page = node.browser()
                .http()
                .send(
                        HttpRequest.newBuilder(URI.create(node.url() + "/api/access/events"))
                                .header("Accept", "text/event-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(node::close);

        assertThat(stopped).succeedsWithin(SOON);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(CompletableFuture.supplyAsync(() -> rest(page)).get(1, TimeUnit.SECONDS))
                .contains("listening");
    }

    private static String rest(HttpResponse<InputStream> page) {
        try (InputStream body = page.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException cut) {
            return "cut off: " + cut.getMessage();
        }
    }
}
