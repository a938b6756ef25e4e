package org.tongmai.fhir.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Bulk export as a client sees it, on a node without sign-in. */
class ExportTest {

    private static final int PATIENTS = 5;

    private static TestNode node;
    private static BulkClient client;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.auth=none");
        client = new BulkClient(node.url());
        client.create("Organization", "{\"resourceType\":\"Organization\",\"name\":\"甲医院\"}");
        for (int i = 0; i < PATIENTS; i++) {
            transaction(i);
        }
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void transaction(int number) {
        assertThat(client.send("POST", "", Records.bundle(number), "Content-Type", "application/fhir+json")
                        .statusCode())
                .isEqualTo(200);
    }

    private static Set<String> references(List<ObjectNode> lines) {
        return lines.stream().map(BulkClient::reference).collect(Collectors.toSet());
    }

    /** Every resource that the store holds under a snapshot, from the rows themselves. */
    private static List<String> rows(String snapshot) {
        return node.jdbc()
                .sql("""
                        select v.compartment || ' ' || v.type || ' ' || v.local || ' ' || v.version
                          from store.version v
                         where v.method <> 2
                           and pg_visible_in_snapshot(v.tx, ?::pg_snapshot)
                           and (v.superseded is null or not pg_visible_in_snapshot(v.superseded, ?::pg_snapshot))
                        """)
                .param(snapshot)
                .param(snapshot)
                .query(String.class)
                .list();
    }

    @Test
    void aSystemExportHoldsEveryResourceOnceAsItIsRead() {
        ObjectNode manifest = client.export("/$export");

        List<ObjectNode> lines = client.lines(manifest, "output");
        assertThat(references(lines)).hasSameSizeAs(lines);
        assertThat(references(lines).stream().map(each -> each.split("/")[0]).distinct())
                .contains("Patient", "Observation", "Organization", "Medication");
        lines.stream()
                .limit(20)
                .forEach(line -> assertThat(Json.read(
                                client.get("/" + BulkClient.reference(line)).body()))
                        .isEqualTo(line));
        assertThat(manifest.path("request").asString()).isEqualTo(node.url() + "/fhir/$export");
        assertThat(manifest.path("requiresAccessToken").asBoolean()).isFalse();
    }

    @Test
    void aPatientExportLeavesTheDirectoryAside() {
        List<ObjectNode> lines = client.lines(client.export("/Patient/$export?_type=Patient,Organization"), "output");

        assertThat(lines)
                .isNotEmpty()
                .allMatch(line -> line.path("resourceType").asString("").equals("Patient"));
    }

    @Test
    void aGroupExportHoldsTheRecordsOfItsMembers() {
        List<ObjectNode> patients = client.lines(client.export("/Patient/$export?_type=Patient"), "output");
        String one = BulkClient.reference(patients.getFirst());
        String other = BulkClient.reference(patients.get(1));
        String group = client.create("Group", """
                {"resourceType":"Group","type":"person","actual":true,"member":[{"entity":{"reference":"%s"}},
                 {"inactive":true,"entity":{"reference":"%s"}}]}
                """.formatted(one, other));

        List<ObjectNode> lines = client.lines(client.export("/Group/" + group + "/$export"), "output");

        assertThat(lines).hasSize(Records.IN_BUNDLE);
        assertThat(references(lines)).contains(one).doesNotContain(other);
    }

    @Test
    void filtersAndElementsShapeWhatIsWritten() {
        List<ObjectNode> lines = client.lines(
                client.export("/Patient/$export?_type=Observation,Patient&_elements=Observation.valueQuantity"
                        + "&_typeFilter=Observation%3Fdate%3D2026-01-02,Observation%3Fdate%3D2026-01-03"),
                "output");

        List<ObjectNode> observations = lines.stream()
                .filter(line -> line.path("resourceType").asString("").equals("Observation"))
                .toList();
        assertThat(observations).hasSizeGreaterThanOrEqualTo(2 * PATIENTS).allSatisfy(line -> {
            assertThat(line.has("status")).as("mandatory").isTrue();
            assertThat(line.has("subject")).isFalse();
            assertThat(line.path("valueQuantity").path("value").decimalValue()).isNotEqualByComparingTo("12.5");
            assertThat(line.at("/meta/tag/0/code").asString("")).isEqualTo("SUBSETTED");
        });
        assertThat(lines).anySatisfy(line -> assertThat(line.has("name")).isTrue());
    }

    @Test
    void anElementIsNamedWithoutTheTypeOfItsValueAsInASearch() {
        List<ObjectNode> lines =
                client.lines(client.export("/Patient/$export?_type=Observation&_elements=value"), "output");

        assertThat(lines).isNotEmpty().allSatisfy(line -> {
            assertThat(line.has("valueQuantity")).isTrue();
            assertThat(line.has("effectiveDateTime")).isFalse();
        });
    }

    @Test
    void aFilterByIdMeansWhatASearchByIdMeans() {
        List<String> ids = client.lines(client.export("/Patient/$export?_type=Patient"), "output").stream()
                .map(line -> line.path("id").asString(""))
                .toList();
        String both = "_id%3D" + ids.get(1) + "%26_id%3D" + ids.get(0) + ",Patient/" + ids.get(1);

        List<ObjectNode> lines =
                client.lines(client.export("/Patient/$export?_type=Patient&_typeFilter=Patient%3F" + both), "output");

        assertThat(references(lines)).containsExactly("Patient/" + ids.get(1));
        assertThat(refusal("/$export?_typeFilter=Patient%3F_id:not%3D" + ids.getFirst()))
                .isEqualTo("store.search-unsupported");
    }

    @Test
    void aFilterKnowsTheTerminologyThatASearchKnows() {
        client.create("ValueSet", """
                {"resourceType":"ValueSet","url":"https://a.example/haemoglobin","status":"active",
                 "compose":{"include":[{"system":"http://loinc.org","concept":[{"code":"718-7"}]}]}}
                """);

        List<ObjectNode> lines = client.lines(
                client.export("/Patient/$export?_type=Observation&_typeFilter="
                        + "Observation%3Fcode:in%3Dhttps://a.example/haemoglobin"),
                "output");

        assertThat(lines).hasSizeGreaterThanOrEqualTo(3 * PATIENTS);
    }

    @Test
    void whatIsWrittenIsForTheNodesOwnUserAlone() throws IOException {
        String status = client.begin("/Patient/$export?_type=Patient");
        client.done(status);
        Path files = node.bean(Jobs.class).files(status.substring(status.lastIndexOf('/') + 1));

        assertThat(Files.getPosixFilePermissions(files.resolve("..").normalize()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(files)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(files.resolve("Patient-1.ndjson")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void anExportSinceAnotherHoldsWhatChangedAfterAndWhatWasDeleted() {
        String gone = client.create("Patient", "{\"resourceType\":\"Patient\"}");
        String time =
                client.export("/$export?_type=Patient").path("transactionTime").asString();
        String added = client.create("Patient", "{\"resourceType\":\"Patient\"}");
        client.send("DELETE", "/Patient/" + gone, new byte[0]);

        ObjectNode manifest = client.export("/$export?_type=Patient&_since=" + time);

        assertThat(references(client.lines(manifest, "output"))).containsExactly("Patient/" + added);
        assertThat(client.lines(manifest, "deleted")
                        .getFirst()
                        .at("/entry/0/request/url")
                        .asString(""))
                .isEqualTo("Patient/" + gone);
    }

    @Test
    void anExportDuringWritesEqualsItsSnapshot() throws InterruptedException {
        var writing = new AtomicBoolean(true);
        var written = new AtomicInteger(100);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                while (writing.get()) {
                    transaction(written.incrementAndGet());
                }
            }));
        }
        String status = client.begin("/$export");
        List<ObjectNode> lines = client.lines(client.done(status), "output");
        writing.set(false);
        for (Thread thread : threads) {
            thread.join();
        }

        String snapshot = node.bean(JobStore.class)
                .one(status.substring(status.lastIndexOf('/') + 1))
                .orElseThrow()
                .snapshot();
        assertThat(lines).hasSameSizeAs(rows(snapshot));
        Set<String> there = references(lines);
        lines.stream()
                .filter(line -> line.has("subject"))
                .forEach(line -> assertThat(there)
                        .contains(line.path("subject").path("reference").asString("")));
    }

    @Test
    void downloadsGoOnWhereTheyBroke() throws IOException {
        ObjectNode manifest = client.export("/Patient/$export?_type=Observation");
        String url = manifest.at("/output/0/url").asString();
        var whole = client.get(url);
        String tag = whole.headers().firstValue("ETag").orElseThrow();

        var rest = client.get(url, "Range", "bytes=100-", "If-Range", tag);
        var changed = client.get(url, "Range", "bytes=100-", "If-Range", "\"other\"");
        var behind = client.get(url, "Range", "bytes=" + whole.body().length + "-");
        var packed = client.get(url, "Accept-Encoding", "gzip");

        assertThat(whole.headers().firstValue("Content-Type")).hasValue("application/fhir+ndjson");
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(new String(rest.body(), UTF_8))
                .isEqualTo(new String(whole.body(), 100, whole.body().length - 100, UTF_8));
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(behind.statusCode()).isEqualTo(416);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(whole.body());
    }

    @Test
    void anExportGoesOnAfterItsProcessIsGone() throws IOException {
        var parameters = new StringBuilder("{\"resourceType\":\"Parameters\",\"parameter\":[");
        int patients = Exporting.COMPARTMENTS * 2 + 50;
        for (int i = 0; i < patients; i++) {
            String id = client.create("Patient", "{\"resourceType\":\"Patient\"}");
            parameters
                    .append(i == 0 ? "" : ",")
                    .append("{\"name\":\"patient\",\"valueReference\":{\"reference\":\"Patient/")
                    .append(id)
                    .append("\"}}");
        }
        Runner runner = node.bean(Runner.class);
        runner.stop();
        String status = BulkClient.location(client.send(
                "POST",
                "/Patient/$export",
                parameters.append("]}").toString().getBytes(UTF_8),
                "Prefer",
                "respond-async",
                "Content-Type",
                "application/fhir+json"));
        JobStore store = node.bean(JobStore.class);
        Jobs jobs = node.bean(Jobs.class);
        Job job = store.claim("killed", jobs.identity(), Set.of(), false).orElseThrow();
        assertThatThrownBy(() -> node.bean(Exporting.class).run(job, new HoldLostAfter("killed", 4)))
                .isInstanceOf(Hold.Lost.class);
        Path file = jobs.files(job.id()).resolve("Patient-1.ndjson");
        Files.writeString(file, "{\"half a li", StandardOpenOption.APPEND);
        assertThat(client.get(status).headers().firstValue("X-Progress"))
                .hasValue("2 of 3 parts done, " + 2 * Exporting.COMPARTMENTS + " resources written");
        store.release(List.of("killed"));

        runner.start();

        List<ObjectNode> lines = client.lines(client.done(status), "output");
        assertThat(lines).hasSize(patients);
        assertThat(references(lines)).hasSize(patients);
    }

    @Test
    void aJobThatIsRemovedIsGoneWithItsFiles() {
        String status = client.begin("/$export");
        client.done(status);
        Path files = node.bean(Jobs.class).files(status.substring(status.lastIndexOf('/') + 1));
        assertThat(files).exists();

        assertThat(client.send("DELETE", status, new byte[0]).statusCode()).isEqualTo(202);

        assertThat(client.get(status).statusCode()).isEqualTo(404);
        assertThat(files).doesNotExist();
    }

    @Test
    void whatCannotBeExportedIsRefusedWithAWord() {
        assertThat(BulkClient.code(client.get("/$export"))).isEqualTo("fhir.export-asynchronous");
        assertThat(refusal("/$export?_type=Nothing")).isEqualTo("store.unknown-type");
        assertThat(refusal("/$export?_outputFormat=csv")).isEqualTo("fhir.export-format");
        assertThat(refusal("/$export?_since=yesterday")).isEqualTo("fhir.export-since");
        assertThat(refusal("/$export?includeAssociatedData=x")).isEqualTo("fhir.export-associated");
        assertThat(refusal("/$export?_other=x")).isEqualTo("fhir.export-parameter");
        assertThat(refusal("/$export?_elements=Patient.nothing")).isEqualTo("fhir.elements-unreadable");
        assertThat(refusal("/$export?_typeFilter=Patient")).isEqualTo("fhir.export-filter");
        assertThat(refusal("/$export?_typeFilter=Observation%3Fsubject.name%3Dx"))
                .isEqualTo("store.match-unsupported");
        assertThat(refusal("/Group/nobody/$export")).isEqualTo("fhir.not-found");
        assertThat(BulkClient.code(client.get("/bulk/nothing"))).isEqualTo("fhir.bulk-not-found");
        assertThat(client.get("/bulk/nothing/../identity").statusCode()).isIn(400, 404);
    }

    private static String refusal(String path) {
        return BulkClient.code(client.get(path, "Prefer", "respond-async"));
    }
}
