package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SenderTest {

    private static final Province PROVINCE = Province.generate(Provinces.settings(2, 30));

    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> busyFor = new ConcurrentHashMap<>();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;

    SenderTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void each_bundle_arrives_once_with_its_hash_the_directory_first() throws Exception {
        server.createContext("/fhir", exchange -> answer(exchange, 200));
        List<Dispatch> sent = dispatches();

        Sender.Summary summary = sender().send(sent, Progress.none());

        assertThat(summary.stored()).isEqualTo(sent.size());
        assertThat(keys.getFirst()).isEqualTo(FhirChannel.hash(sent.getFirst().body()));
        assertThat(keys)
                .containsExactlyInAnyOrderElementsOf(sent.stream()
                        .map(dispatch -> FhirChannel.hash(dispatch.body()))
                        .toList());
    }

    @Test
    void what_is_about_one_patient_stays_in_order() throws Exception {
        server.createContext("/fhir", exchange -> answer(exchange, 201));
        List<Dispatch> sent = dispatches();

        sender().send(sent, Progress.none());

        for (Dispatch some : sent) {
            List<String> expected = sent.stream()
                    .filter(dispatch -> dispatch.localId().equals(some.localId()))
                    .map(dispatch -> FhirChannel.hash(dispatch.body()))
                    .toList();
            assertThat(keys.stream().filter(expected::contains)).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void a_busy_platform_is_tried_again_after_the_pause_it_asks_for() throws Exception {
        server.createContext("/fhir", exchange -> {
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            boolean busy = busyFor.merge(key, 1, Integer::sum) <= 2;
            exchange.getResponseHeaders().set("Retry-After", "3");
            answer(exchange, busy ? 503 : 200);
        });

        Sender.Summary summary = sender().send(dispatches().subList(0, 2), Progress.none());

        assertThat(summary.stored()).isEqualTo(2);
        assertThat(pauses).containsOnly(Duration.ofSeconds(3)).hasSize(4);
    }

    @Test
    void a_platform_that_stays_busy_ends_the_sending() {
        server.createContext("/fhir", exchange -> answer(exchange, 503));

        assertThatThrownBy(() -> sender().send(dispatches(), Progress.none()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("given up after 10 tries");
        assertThat(pauses).startsWith(Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(800));
    }

    @Test
    void a_refusal_is_counted_and_the_rest_goes_on() throws Exception {
        server.createContext("/fhir", exchange -> answer(exchange, 200));
        List<Dispatch> sent = dispatches();
        refused.add(FhirChannel.hash(sent.get(3).body()));
        List<Channel.Answer> heard = Collections.synchronizedList(new ArrayList<>());

        Sender.Summary summary = sender().send(sent, (dispatch, answer) -> heard.add(answer));

        assertThat(summary.refused()).isEqualTo(1);
        assertThat(summary.stored()).isEqualTo(sent.size() - 1L);
        assertThat(summary.refusals().getFirst()).contains("HTTP 422");
        assertThat(heard).hasSameSizeAs(sent);
    }

    private static List<Dispatch> dispatches() {
        List<Dispatch> dispatches = new ArrayList<>();
        PROVINCE.dispatches(PROVINCE.institution("H")).forEach(dispatches::add);
        return dispatches;
    }

    private Sender sender() {
        URI base = URI.create("http://localhost:" + server.getAddress().getPort() + "/fhir");
        return new Sender(
                () -> new FhirChannel(base, () -> Optional.of("Bearer x")),
                () -> {
                    throw new IllegalStateException("no messages here");
                },
                pauses::add);
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer x");
            String key = FhirChannel.hash(body);
            assertThat(exchange.getRequestHeaders().getFirst("Idempotency-Key")).isEqualTo(key);
            if (status < 300) {
                keys.add(key);
            }
            exchange.sendResponseHeaders(refused.contains(key) ? 422 : status, -1);
        }
    }
}
