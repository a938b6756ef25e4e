package org.tongmai.fhir.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Bulk import as a client sees it: what one node exports, another one takes. */
class ImportTest {

    private static final int PATIENTS = 60;
    private static final String TOLD = "/extension/https:~1~1tongmai.org~1fhir~1bulk-import/";

    private static HttpServer files;
    private static TestNode source;
    private static List<ObjectNode> exported;

    @BeforeAll
    static void start() throws IOException {
        files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        source = TestNode.start("--tongmai.auth=none");
        var client = new BulkClient(source.url());
        client.create("Organization", "{\"resourceType\":\"Organization\",\"name\":\"甲医院\"}");
        client.send(
                "PUT",
                "/Patient/chosen-id-1",
                "{\"resourceType\":\"Patient\",\"id\":\"chosen-id-1\",\"active\":true}".getBytes(UTF_8),
                "Content-Type",
                "application/fhir+json");
        for (int i = 0; i < PATIENTS; i++) {
            client.send("POST", "", Records.bundle(i), "Content-Type", "application/fhir+json");
        }
        exported = client.lines(client.export("/$export"), "output");
        files.createContext("/bulk/", exchange -> {
            String type = exchange.getRequestURI().getPath().replace("/bulk/", "");
            byte[] body = Records.ndjson(exported.stream()
                    .filter(each -> each.path("resourceType").asString("").equals(type))
                    .toList());
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        files.start();
    }

    @AfterAll
    static void stop() {
        files.stop(0);
        source.close();
    }

    private static TestNode empty() {
        return TestNode.start(
                "--tongmai.auth=none",
                "--tongmai.fhir.bulk.import-from=http://127.0.0.1:"
                        + files.getAddress().getPort() + "/bulk/");
    }

    private static long told(ObjectNode manifest, String what) {
        return manifest.at(TOLD + what).asLong(-1);
    }

    @Test
    void whatIsExportedAndImportedElsewhereIsTheSameThere() {
        try (TestNode target = empty()) {
            var client = new BulkClient(target.url());
            var shuffled = new ArrayList<>(exported);
            Collections.shuffle(shuffled, new Random(7));

            ObjectNode manifest = client.imported(Records.ndjson(shuffled));

            assertThat(told(manifest, "refused"))
                    .as(() -> client.lines(manifest, "error").toString())
                    .isZero();
            assertThat(told(manifest, "created")).isEqualTo(exported.size());
            List<ObjectNode> again = client.lines(client.export("/$export"), "output");
            assertThat(BulkClient.bare(again)).isEqualTo(BulkClient.bare(exported));
            String patient = BulkClient.reference(exported.stream()
                    .filter(each -> each.path("subject").isObject())
                    .findFirst()
                    .orElseThrow());
            assertThat(client.get("/" + patient).statusCode()).isEqualTo(200);

            ObjectNode repeated = client.imported(Records.ndjson(exported));

            assertThat(told(repeated, "unchanged")).isEqualTo(exported.size());
            String added = client.create("Observation", """
                    {"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"%s"}}
                    """.formatted(exported.stream()
                    .filter(each -> each.path("subject").isObject())
                    .findFirst()
                    .orElseThrow()
                    .at("/subject/reference")
                    .asString()));
            assertThat(exported).noneMatch(each -> BulkClient.reference(each).equals("Observation/" + added));
        }
    }

    @Test
    void filesAreFetchedFromAllowedPlacesAndAnImportGoesOnAfterItsProcessIsGone() {
        try (TestNode target = empty()) {
            var client = new BulkClient(target.url());
            Runner runner = target.bean(Runner.class);
            runner.stop();
            var body = new StringBuilder("{\"inputFormat\":\"application/fhir+ndjson\",\"input\":[");
            for (String type :
                    List.of("Observation", "Condition", "Encounter", "Medication", "Organization", "Patient")) {
                body.append("{\"type\":\"")
                        .append(type)
                        .append("\",\"url\":\"http://127.0.0.1:")
                        .append(files.getAddress().getPort())
                        .append("/bulk/")
                        .append(type)
                        .append("\"},");
            }
            body.setLength(body.length() - 1);
            String status = BulkClient.location(client.send(
                    "POST",
                    "/$import",
                    body.append("]}").toString().getBytes(UTF_8),
                    "Prefer",
                    "respond-async",
                    "Content-Type",
                    "application/json"));
            JobStore store = target.bean(JobStore.class);
            String identity = target.bean(Jobs.class).identity();
            for (int steps : List.of(3, 9, 14)) {
                Job job = store.claim("killed", identity, Set.of(), false).orElseThrow();
                assertThatThrownBy(() -> target.bean(Importing.class).run(job, new HoldLostAfter("killed", steps)))
                        .isInstanceOf(Hold.Lost.class);
                store.release(List.of("killed"));
            }

            runner.start();

            ObjectNode manifest = client.done(status);
            assertThat(told(manifest, "refused")).isZero();
            assertThat(told(manifest, "created") + told(manifest, "unchanged")).isEqualTo(exported.size());
            assertThat(client.get(status).headers().firstValue("X-Progress"))
                    .hasValue(exported.size() + " of " + exported.size() + " lines done, 0 refused");
            List<ObjectNode> again = client.lines(client.export("/$export"), "output");
            assertThat(BulkClient.bare(again)).isEqualTo(BulkClient.bare(exported));
        }
    }

    @Test
    void refusedLinesAreKeptWithTheirReasonAndCanBeSentOnceMore() {
        var client = new BulkClient(source.url());
        String lines = """
                {"resourceType":"Observation","id":"late","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/comes-later"}}

                {"resourceType":"Patient","id":"good-one"}
                {"resourceType":"Patient","id":"wrong","name":1}
                {"resourceType":"Patient","active":true,"language":"zh"}
                no json at all
                """;

        ObjectNode manifest = client.imported(lines.getBytes(UTF_8));

        assertThat(told(manifest, "created")).isEqualTo(2);
        assertThat(told(manifest, "refused")).isEqualTo(3);
        assertThat(client.lines(manifest, "error"))
                .extracting(each -> each.at("/extension/0/valueString").asString(""))
                .containsExactlyInAnyOrder("1:1", "1:3", "1:5");
        String status = client.imported("{\"resourceType\":\"Patient\",\"id\":\"comes-later\"}".getBytes(UTF_8))
                .path("request")
                .asString();
        assertThat(status).endsWith("/$import");
        JsonNode refused = manifest.at(TOLD + "refusedLines/0/url");
        String address = refused.asString().substring(0, refused.asString().lastIndexOf('/'));
        ObjectNode rerun = client.done(BulkClient.location(client.send("POST", address + "/$rerun", new byte[0])));
        assertThat(told(rerun, "created")).isEqualTo(1);
        assertThat(told(rerun, "refused")).isEqualTo(2);
        assertThat(told(client.imported(lines.getBytes(UTF_8)), "unchanged")).isEqualTo(3);
    }

    @Test
    void anImportIsStoppedAndGoesOn() {
        var client = new BulkClient(source.url());
        source.bean(Runner.class).stop();
        String status = BulkClient.location(client.send(
                "POST",
                "/$import",
                "{\"resourceType\":\"Patient\",\"id\":\"stopped\"}".getBytes(UTF_8),
                "Content-Type",
                "application/fhir+ndjson"));
        assertThat(client.send("POST", status + "/$stop", new byte[0]).statusCode())
                .isEqualTo(202);
        source.bean(Runner.class).start();
        assertThat(client.get(status).headers().firstValue("X-Progress").orElse(""))
                .startsWith("stopped");

        client.send("POST", status + "/$resume", new byte[0]);

        assertThat(told(client.done(status), "created")).isEqualTo(1);
    }

    @Test
    void whatLiesOnAnotherNodeCannotBeRunAgainHere() throws IOException {
        var client = new BulkClient(source.url());
        String status = BulkClient.location(client.send(
                "POST",
                "/$import",
                "no json at all".getBytes(UTF_8),
                "Content-Type",
                "application/fhir+ndjson",
                "Prefer",
                "respond-async"));
        client.done(status);
        Jobs jobs = source.bean(Jobs.class);
        String id = status.substring(status.lastIndexOf('/') + 1);
        Jobs.delete(jobs.files(id));
        long folders = folders(jobs);

        var broken = client.send("POST", status + "/$rerun", new byte[0]);

        assertThat(BulkClient.code(broken)).isEqualTo("fhir.internal");
        assertThat(folders(jobs)).isEqualTo(folders);
        source.jdbc()
                .sql("update fhir.bulk_job set directory = 'another' where id = ?")
                .param(id)
                .update();
        assertThat(BulkClient.code(client.send("POST", status + "/$rerun", new byte[0])))
                .isEqualTo("fhir.bulk-file-elsewhere");
        assertThat(folders(jobs)).isEqualTo(folders);
    }

    private static long folders(Jobs jobs) throws IOException {
        try (var entries = java.nio.file.Files.list(jobs.files("x").resolveSibling("."))) {
            return entries.filter(java.nio.file.Files::isDirectory).count();
        }
    }

    @Test
    void aBodyThatUnpacksToFarMoreThanRecordsDoIsRefused() throws IOException {
        var packed = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(packed)) {
            byte[] blank = new byte[1 << 20];
            java.util.Arrays.fill(blank, (byte) ' ');
            for (int i = 0; i < 40; i++) {
                gzip.write(blank);
            }
        }

        var answer = new BulkClient(source.url())
                .send(
                        "POST",
                        "/$import",
                        packed.toByteArray(),
                        "Content-Type",
                        "application/fhir+ndjson",
                        "Content-Encoding",
                        "gzip",
                        "Prefer",
                        "respond-async");

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(BulkClient.code(answer)).isEqualTo("fhir.import-too-large");
    }

    @Test
    void whetherOneMoreJobMayBeBegunIsAskedBeforeTheBodyIsRead() {
        try (TestNode target = TestNode.start("--tongmai.auth=none", "--tongmai.fhir.bulk.of-one=0")) {
            var answer = new BulkClient(target.url())
                    .send(
                            "POST",
                            "/$import",
                            "this is no gzip".getBytes(UTF_8),
                            "Content-Type",
                            "application/fhir+ndjson",
                            "Content-Encoding",
                            "gzip",
                            "Prefer",
                            "respond-async");

            assertThat(BulkClient.code(answer)).isEqualTo("fhir.bulk-too-many");
        }
    }

    @Test
    void aFetchThatIsStoppedLetsGoOfItsServerAndEachRunHasAHolderOfItsOwn() throws Exception {
        var asked = new java.util.concurrent.Semaphore(0);
        var closing = new java.util.concurrent.CountDownLatch(1);
        HttpServer slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
        slow.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"resourceType\":".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            asked.release();
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        slow.start();
        String url = "http://127.0.0.1:" + slow.getAddress().getPort() + "/";
        try (TestNode target = TestNode.start(
                "--tongmai.auth=none", "--tongmai.fhir.bulk.running=1", "--tongmai.fhir.bulk.import-from=" + url)) {
            var client = new BulkClient(target.url());
            String status = BulkClient.location(client.send(
                    "POST",
                    "/$import",
                    ("{\"input\":[{\"type\":\"Patient\",\"url\":\"" + url + "endless\"}]}").getBytes(UTF_8),
                    "Prefer",
                    "respond-async",
                    "Content-Type",
                    "application/json"));
            assertThat(asked.tryAcquire(20, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
            String first = holder(target);

            client.send("POST", status + "/$stop", new byte[0]);
            client.send("POST", status + "/$resume", new byte[0]);

            assertThat(asked.tryAcquire(20, java.util.concurrent.TimeUnit.SECONDS))
                    .as("fetched again, as the first run let go")
                    .isTrue();
            assertThat(holder(target)).isNotEqualTo(first);
            client.send("POST", status + "/$stop", new byte[0]);
            assertThat(client.export("/$export").path("output")).isEmpty();
        } finally {
            closing.countDown();
            slow.stop(0);
        }
    }

    private static String holder(TestNode target) {
        return target.jdbc()
                .sql("select holder from fhir.bulk_job where kind = 'IMPORT'")
                .query(String.class)
                .single();
    }

    @Test
    void whatCannotBeImportedIsRefusedWithAWord() {
        var client = new BulkClient(source.url());

        assertThat(refusal(client, "{\"resourceType\":\"Parameters\"}")).isEqualTo("fhir.import-empty");
        assertThat(refusal(client, "{\"input\":[{\"type\":\"Nothing\",\"url\":\"https://a.example/x\"}]}"))
                .isEqualTo("store.unknown-type");
        assertThat(refusal(client, "{\"input\":[{\"type\":\"Patient\",\"url\":\"file:///etc/passwd\"}]}"))
                .isEqualTo("fhir.import-not-allowed");
        try (TestNode fetching = empty()) {
            String folder = "http://127.0.0.1:" + files.getAddress().getPort() + "/bulk/";
            for (String way : List.of("%2e%2e/private", "a/%2E./private", "a%2fb", "a%5Cb")) {
                assertThat(refusal(new BulkClient(fetching.url()), """
                                {"input":[{"type":"Patient","url":"%s"}]}
                                """.formatted(folder + way)))
                        .as(way)
                        .isEqualTo("fhir.import-not-allowed");
            }
        }
        assertThat(refusal(client, "{\"inputFormat\":\"text/csv\",\"input\":[]}"))
                .isEqualTo("fhir.import-format");
        assertThat(BulkClient.code(client.get("/$import"))).isEqualTo("fhir.operation-posted");
    }

    private static String refusal(BulkClient client, String body) {
        return BulkClient.code(client.send(
                "POST",
                "/$import",
                body.getBytes(UTF_8),
                "Prefer",
                "respond-async",
                "Content-Type",
                "application/json"));
    }
}
