package org.tongmai.fhir.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Caller;
import org.tongmai.access.Clients;
import org.tongmai.access.Role;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** Who may export, what, and what trace it leaves. */
class ExportAccessTest {

    private static TestNode node;
    private static String own;
    private static String other;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start();
        own = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        other = node.patient(TestNode.HOSPITAL_B, "李芳", "330106198003074525");
        node.condition(TestNode.HOSPITAL_A, own, "肺炎", "");
        node.condition(TestNode.HOSPITAL_B, other, "肺炎", "");
        node.resident("wang", "王建军", own);
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        node.account("it", Role.INSTITUTION_IT);
        node.encounter(TestNode.HOSPITAL_A, own, Instant.now().minusSeconds(600), "");
        var key = new com.nimbusds.jose.jwk.gen.ECKeyGenerator(com.nimbusds.jose.jwk.Curve.P_256)
                .keyID("k")
                .generate();
        node.bean(Clients.class)
                .registerSystem(
                        "his-a",
                        "HIS",
                        TestNode.HOSPITAL_A,
                        new com.nimbusds.jose.jwk.JWKSet(key.toPublicJWK()).toString(),
                        "test");
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static TestBrowser.Answer ask(TestBrowser browser, String path) {
        return browser.send(
                browser.change(path).header("Prefer", "respond-async").GET());
    }

    private static String path(String url) {
        return URI.create(url).getPath();
    }

    private static JsonNode done(TestBrowser browser, String status) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            var answer = browser.get(status);
            if (answer.status() != 202) {
                assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
                return answer.json();
            }
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void aResidentExportsTheOwnRecordAndTheExportIsTraced() {
        TestBrowser wang = node.browser("wang");

        String status = path(ask(wang, "/fhir/Patient/$export").header("Content-Location"));
        JsonNode manifest = done(wang, status);

        assertThat(manifest.path("requiresAccessToken").asBoolean()).isTrue();
        var text = new StringBuilder();
        manifest.path("output")
                .forEach(file -> text.append(
                        wang.get(path(file.path("url").asString())).raw().body()));
        assertThat(text.toString().lines()).hasSize(3);
        assertThat(text.toString()).contains(own).doesNotContain(other);
        assertThat(node.jdbc()
                        .sql("select counts from access.look where interaction = 'export' and compartment = ?")
                        .param(node.compartment(own))
                        .query(String.class)
                        .list())
                .contains("Condition=1,Encounter=1,Patient=1");
        assertThat(node.browser("zhang").get(status).status()).isEqualTo(404);
    }

    @Test
    void doctorsAndItPeopleDoNotExport() {
        for (String account : List.of("zhang", "it")) {
            var answer = ask(node.browser(account), "/fhir/$export");

            assertThat(answer.status()).as(account).isEqualTo(403);
            assertThat(answer.raw().body()).contains("fhir.export-not-permitted");
        }
    }

    @Test
    void aSystemExportsWhatItsInstitutionSentUntilItIsClosed() throws IOException {
        var his = new Caller("his-a", "HIS", Role.SYSTEM, TestNode.HOSPITAL_A, null, false);
        Job job = job(his);
        JobStore store = node.bean(JobStore.class);

        node.bean(Exporting.class).run(job, new Hold("test"));

        var text = new StringBuilder();
        for (JobFile file : store.files(job.id())) {
            text.append(Files.readString(node.bean(Jobs.class).files(job.id()).resolve(file.name())));
        }
        assertThat(text.toString()).contains(own).doesNotContain(other);
        Job second = job(his);
        node.bean(Clients.class).activate("his-a", false, "operator");
        assertThatThrownBy(() -> node.bean(Exporting.class).run(second, new Hold("test")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("fhir.bulk-withdrawn"));
        node.bean(Clients.class).activate("his-a", true, "operator");
    }

    private static Job job(Caller caller) {
        JobStore store = node.bean(JobStore.class);
        Jobs jobs = node.bean(Jobs.class);
        var plan = new ExportPlan(true, java.util.Set.of(), List.of(), List.of(), null, null);
        node.bean(Runner.class).stop();
        jobs.begin(
                jobs.job(
                        Jobs.newId(),
                        Job.Kind.EXPORT,
                        caller,
                        "test",
                        plan.text(),
                        null,
                        node.bean(Store.class).extraction().moment(),
                        node.bean(Exporting.class).parts(plan, null)),
                List.of());
        Job claimed =
                store.claim("test", jobs.identity(), java.util.Set.of(), false).orElseThrow();
        node.bean(Runner.class).start();
        return claimed;
    }
}
