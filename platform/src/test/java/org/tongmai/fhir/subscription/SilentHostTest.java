package org.tongmai.fhir.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Looks;
import org.tongmai.access.Standing;
import org.tongmai.access.TestNode;
import org.tongmai.store.Json;
import org.tongmai.store.Store;

/** What becomes of subscriptions while the host of their receiver answers nothing. */
class SilentHostTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.auth=none");
        node.bean(Dispatcher.class).stop();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** A subscription to a topic, requested and held {@code here}. */
    private static Registered requested(String endpoint) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(node.url() + "/fhir/Subscription"))
                                .header("Content-Type", "application/fhir+json")
                                .POST(HttpRequest.BodyPublishers.ofString("""
                                        {"resourceType":"Subscription","status":"requested","reason":"test",
                                         "criteria":"https://tongmai.org/fhir/SubscriptionTopic/encounter-finished",
                                         "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/fhir+json"}}
                                        """.formatted(endpoint)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        String id = Json.read(answer.body().getBytes(UTF_8)).path("id").asString("");
        node.settle();
        return store().claim("here", false, 10).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static SubscriptionStore store() {
        return node.bean(SubscriptionStore.class);
    }

    private static Plan plan(Registered subscription) {
        return Plan.of(Json.read(subscription.resource().getBytes(UTF_8)), node.bean(Topics.class));
    }

    private static Delivery delivery(Sending sending) {
        return new Delivery(
                store(),
                node.bean(NotificationStore.class),
                node.bean(Store.class),
                node.bean(Standing.class),
                node.bean(Looks.class),
                sending,
                node.bean(Notifications.class),
                node.bean(Changes.class),
                Duration.ofDays(1),
                true,
                Clock.systemUTC());
    }

    @Test
    void aRequestWaitsForAHandshakeOfItsOwn() throws Exception {
        try (Receiver receiver = new Receiver()) {
            var clock = new HostsTest.Hand();
            var hosts = new Hosts(8, Duration.ZERO, clock);
            Registered subscription = requested(receiver.url());
            Plan plan = plan(subscription);
            for (int i = 0; i < Hosts.SILENT_AFTER; i++) {
                hosts.heard(plan.endpoint(), false);
            }
            try (var sending = new Sending(new Networks(List.of("127.0.0.0/8")), LIMIT, LIMIT, hosts)) {
                delivery(sending).run(subscription, plan, "here");

                Registered waiting = store().one(subscription.id()).orElseThrow();
                assertThat(waiting.state()).isEqualTo(Registered.State.REQUESTED);
                assertThat(waiting.error()).isEqualTo("the receiver's host does not answer");
                assertThat(receiver.all()).isEmpty();

                clock.on(Duration.ofMinutes(1));
                delivery(sending).run(waiting, plan, "here");

                assertThat(receiver.all()).hasSize(1);
                assertThat(store().one(subscription.id()).orElseThrow().state()).isEqualTo(Registered.State.ACTIVE);
            }
        }
    }

    @Test
    void aHostWithoutAddressIsSilentAndOneThatMayNotBeSentToIsNot() throws Exception {
        var hosts = new Hosts(8, Duration.ZERO, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        URI nobody = URI.create("https://nobody.invalid/hook");
        URI inside = URI.create("https://127.0.0.1/hook");
        Plan plan = plan(requested(nobody.toString()));
        try (var sending = new Sending(new Networks(List.of()), LIMIT, LIMIT, hosts)) {
            for (int i = 0; i < Hosts.SILENT_AFTER; i++) {
                assertThat(sending.send(plan, "POST", nobody, new byte[0])).isInstanceOf(Sending.Answer.Failed.class);
                assertThat(sending.send(plan, "POST", inside, new byte[0])).isInstanceOf(Sending.Answer.Failed.class);
            }
        }

        assertThat(hosts.enter(nobody, false)).isInstanceOf(Hosts.Silent.class);
        assertThat(hosts.enter(inside, false)).isInstanceOf(Hosts.Turn.class);
    }
}
