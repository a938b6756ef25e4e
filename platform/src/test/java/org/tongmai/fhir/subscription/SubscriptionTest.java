package org.tongmai.fhir.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Subscriptions as their receivers see them. */
class SubscriptionTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String TOPIC = "https://tongmai.org/fhir/SubscriptionTopic/";

    private static TestNode node;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.auth=none", "--tongmai.fhir.subscription.networks.here=127.0.0.0/8");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static HttpResponse<String> call(String method, String path, String body) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(node.url() + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body, UTF_8))
                            .header("Content-Type", "application/fhir+json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode tree(HttpResponse<String> answer) {
        return Json.read(answer.body().getBytes(UTF_8));
    }

    private static String create(String type, String body) {
        return tree(call("POST", "/fhir/" + type, body)).path("id").asString("");
    }

    private static String subscribe(String criteria, String endpoint, String more) {
        return create("Subscription", """
                {"resourceType":"Subscription","status":"requested","reason":"test","criteria":"%s",%s
                 "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/fhir+json",
                 "_payload":{"extension":[{"url":
                   "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content",
                   "valueCode":"full-resource"}]},"header":["X-Secret: 芝麻开门-no"]}}
                """.replace("芝麻开门-no", "open-sesame").formatted(criteria, more, endpoint));
    }

    private static String observation(String patient, String code) {
        return """
                {"resourceType":"Observation","status":"final","subject":{"reference":"Patient/%s"},
                 "code":{"coding":[{"system":"http://loinc.org","code":"%s"}]}}
                """.formatted(patient, code);
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come about in time").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static void untilStatus(String id, String status) {
        until(() -> tree(call("GET", "/fhir/Subscription/" + id, ""))
                .path("status")
                .asString("")
                .equals(status));
    }

    @Test
    void aRestHookGetsWhatMatchesItsCriteriaWithTheHeadersItAskedFor() {
        try (Receiver receiver = new Receiver()) {
            String id = subscribe("Observation?code=http://loinc.org|718-7", receiver.url(), "");
            untilStatus(id, "active");
            String patient = create("Patient", "{\"resourceType\":\"Patient\"}");
            create("Observation", observation(patient, "other"));
            String wanted = create("Observation", observation(patient, "718-7"));

            until(() -> !receiver.all().isEmpty());
            String second = create("Observation", observation(patient, "718-7"));
            until(() -> receiver.all().size() == 2);

            assertThat(receiver.all())
                    .extracting(Receiver.Got::path)
                    .containsExactly("/hook/Observation/" + wanted, "/hook/Observation/" + second);
            Receiver.Got got = receiver.all().getFirst();
            assertThat(got.method()).isEqualTo("PUT");
            assertThat(got.secret()).isEqualTo("open-sesame");
            assertThat(Json.read(got.body().getBytes(UTF_8)))
                    .isEqualTo(tree(call("GET", "/fhir/Observation/" + wanted, "")));
            assertThat(node.jdbc()
                            .sql("select count(*) from access.look where interaction = 'notification' and account = ?")
                            .param("subscription/" + id)
                            .query(Integer.class)
                            .single())
                    .isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aTopicShakesHandsThenTellsAndCanBeAskedAgain() {
        try (Receiver receiver = new Receiver()) {
            String patient = create("Patient", "{\"resourceType\":\"Patient\"}");
            String filter = "\"_criteria\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/uv/subscriptions-backport/"
                    + "StructureDefinition/backport-filter-criteria\",\"valueString\":\"Encounter?patient=Patient/"
                    + patient
                    + "\"}]},";
            String id = subscribe(TOPIC + "encounter-finished", receiver.url(), filter);
            untilStatus(id, "active");
            String other = create("Patient", "{\"resourceType\":\"Patient\"}");
            encounter(other, "finished");
            String visit = encounter(patient, "in-progress");
            call("PUT", "/fhir/Encounter/" + visit, visit(patient, "finished", visit));
            call("PUT", "/fhir/Encounter/" + visit, visit(patient, "finished", visit));
            until(() -> receiver.all().size() == 2);

            ObjectNode handshake = Json.read(receiver.all().getFirst().body().getBytes(UTF_8));
            ObjectNode told = Json.read(receiver.all().getLast().body().getBytes(UTF_8));
            assertThat(parameter(handshake, "type")).isEqualTo("handshake");
            assertThat(parameter(told, "type")).isEqualTo("event-notification");
            assertThat(parameter(told, "topic")).isEqualTo(TOPIC + "encounter-finished");
            assertThat(parameter(told, "events-since-subscription-start")).isEqualTo("1");
            assertThat(told.at("/entry/1/resource/id").asString("")).isEqualTo(visit);
            assertThat(told.path("type").asString("")).isEqualTo("history");
            ObjectNode status = tree(call("GET", "/fhir/Subscription/" + id + "/$status", ""));
            assertThat(parameter(status, "status")).isEqualTo("active");
            ObjectNode events =
                    tree(call("GET", "/fhir/Subscription/" + id + "/$events?eventsSinceNumber=1&content=id-only", ""));
            assertThat(parameter(events, "type")).isEqualTo("query-event");
            assertThat(events.path("entry")).hasSize(2);
            assertThat(events.at("/entry/1").has("resource")).isFalse();
        }
    }

    private static String encounter(String patient, String status) {
        return create("Encounter", visit(patient, status, ""));
    }

    private static String visit(String patient, String status, String id) {
        return """
                {"resourceType":"Encounter",%s"status":"%s","class":{"code":"AMB"},"subject":{"reference":"Patient/%s"}}
                """.formatted(id.isEmpty() ? "" : "\"id\":\"" + id + "\",", status, patient);
    }

    private static String parameter(ObjectNode bundle, String name) {
        for (var parameter : bundle.at("/entry/0/resource/parameter")) {
            if (parameter.path("name").asString("").equals(name)) {
                for (var member : parameter.properties()) {
                    if (member.getKey().startsWith("value")) {
                        return member.getValue().asString("");
                    }
                }
            }
        }
        return "";
    }

    @Test
    void anEndpointInsideAPrivateNetworkOrACriteriaThatCannotBeReadIsAnError() {
        for (String endpoint : List.of(
                "http://10.0.0.1/hook",
                "https://169.254.169.254/latest",
                "https://[::1]/hook",
                "http://example.invalid/",
                "ftp://127.0.0.1/")) {
            untilStatus(subscribe("Patient?active=true", endpoint, ""), "error");
        }
        String id = subscribe("Patient?nothing=1", "http://127.0.0.1:9/", "");
        untilStatus(id, "error");
        node.settle();
        HttpResponse<String> status = call("GET", "/fhir/Subscription/" + id + "/$status", "");
        assertThat(status.statusCode()).isEqualTo(200);
        assertThat(parameter(tree(status), "status")).isEqualTo("error");
        assertThat(status.body()).contains("has no search parameter 'nothing'");
        assertThat(call("GET", "/fhir/Subscription/" + id + "/$events", "").statusCode())
                .isEqualTo(200);
        untilStatus(subscribe(TOPIC + "nothing", "http://127.0.0.1:9/", ""), "error");
        untilStatus(subscribe(TOPIC + "patient-registered", "http://127.0.0.1:9/", ""), "error");
    }

    @Test
    void whatAReceiverRefusesIsADeadLetterThatCanBeRunAgain() {
        try (Receiver receiver = new Receiver()) {
            receiver.answer(422);
            String id = subscribe("Condition?code=http://c|dead", receiver.url(), "");
            untilStatus(id, "active");
            String patient = create("Patient", "{\"resourceType\":\"Patient\"}");
            String condition = create("Condition", """
                    {"resourceType":"Condition","subject":{"reference":"Patient/%s"},
                     "code":{"coding":[{"system":"http://c","code":"dead"}]}}
                    """.formatted(patient));
            until(() -> call("GET", "/api/fhir/subscriptions/" + id + "/dead", "")
                    .body()
                    .contains("422"));
            receiver.answer(200);

            assertThat(call("POST", "/api/fhir/subscriptions/" + id + "/rerun", "")
                            .body())
                    .contains("1");

            until(() -> receiver.all().size() == 1);
            assertThat(receiver.all().getFirst().path()).endsWith(condition);
        }
    }

    @Test
    void theOperatorEndsASubscription() {
        try (Receiver receiver = new Receiver()) {
            String id = subscribe("Condition?code=http://c|ended", receiver.url(), "");
            untilStatus(id, "active");

            assertThat(call("POST", "/api/fhir/subscriptions/" + id + "/off", "")
                            .statusCode())
                    .isEqualTo(200);

            untilStatus(id, "off");
            String patient = create("Patient", "{\"resourceType\":\"Patient\"}");
            create("Condition", """
                    {"resourceType":"Condition","subject":{"reference":"Patient/%s"},
                     "code":{"coding":[{"system":"http://c","code":"ended"}]}}
                    """.formatted(patient));
            node.settle();
            assertThat(parameter(tree(call("GET", "/fhir/Subscription/" + id + "/$status", "")), "status"))
                    .isEqualTo("off");
            assertThat(node.jdbc()
                            .sql("select count(*) from fhir.notification where subscription = ?")
                            .param(id)
                            .query(Integer.class)
                            .single())
                    .isZero();
            assertThat(receiver.all()).isEmpty();
        }
    }

    @Test
    void everyCommitIsDeliveredInOrderThroughTwentyRestartsBesideADeadReceiver() throws InterruptedException {
        int patients = 6;
        int changes = 25;
        try (Receiver live = new Receiver();
                Receiver dead = new Receiver()) {
            dead.fallSilent();
            for (int i = 0; i < 5; i++) {
                untilStatus(subscribe("Patient?gender=female", dead.url(), ""), "active");
            }
            String id = subscribe("Patient?gender=female", live.url(), "");
            untilStatus(id, "active");
            Set<String> committed = ConcurrentHashMap.newKeySet();
            var writers = new ArrayList<Thread>();
            for (int i = 0; i < patients; i++) {
                writers.add(Thread.ofVirtual().start(() -> {
                    String patient = create("Patient", "{\"resourceType\":\"Patient\",\"gender\":\"female\"}");
                    committed.add(patient + "/1");
                    for (int version = 2; version <= changes; version++) {
                        call("PUT", "/fhir/Patient/" + patient, """
                                {"resourceType":"Patient","id":"%s","gender":"female","active":%s}
                                """.formatted(patient, version % 2 == 0));
                        committed.add(patient + "/" + version);
                    }
                }));
            }
            Dispatcher dispatcher = node.bean(Dispatcher.class);
            for (int restart = 0; restart < 20; restart++) {
                int seen = live.all().size();
                dispatcher.stop();
                dispatcher.start();
                until(() -> live.all().size() > seen || live.all().size() >= patients * changes);
            }
            for (Thread writer : writers) {
                writer.join();
            }
            node.settle();
            until(() -> delivered(live).containsAll(committed));

            assertThat(delivered(live)).isEqualTo(committed);
            Map<String, Integer> last = new HashMap<>();
            for (String each : firstTimes(live)) {
                String patient = each.substring(0, each.indexOf('/'));
                int version = Integer.parseInt(each.substring(each.indexOf('/') + 1));
                assertThat(version).isEqualTo(last.getOrDefault(patient, 0) + 1);
                last.put(patient, version);
            }
        }
    }

    private static Set<String> delivered(Receiver receiver) {
        return new HashSet<>(firstTimes(receiver));
    }

    /** What came, in order, each when it came first. */
    private static List<String> firstTimes(Receiver receiver) {
        return receiver.all().stream()
                .map(got -> Json.read(got.body().getBytes(UTF_8)))
                .map(resource -> resource.path("id").asString("") + "/"
                        + resource.at("/meta/versionId").asString(""))
                .distinct()
                .toList();
    }
}
