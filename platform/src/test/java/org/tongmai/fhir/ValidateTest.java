package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import tools.jackson.databind.JsonNode;

/** {@code $validate} over HTTP. */
class ValidateTest {

    private static final Queue<URI> CALLED = new ConcurrentLinkedQueue<>();
    private static final ProxySelector BEFORE = ProxySelector.getDefault();

    private static TestNode node;
    private static Client client;

    /** Whatever opens a connection by way of the platform asks this first. */
    private static final class Listening extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            if (!"localhost".equals(uri.getHost()) && !"127.0.0.1".equals(uri.getHost())) {
                CALLED.add(uri);
            }
            return List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException e) {
            CALLED.add(uri);
        }
    }

    @BeforeAll
    static void start() {
        ProxySelector.setDefault(new Listening());
        node = TestNode.start("--tongmai.auth=none");
        client = new Client(node.url());
    }

    @AfterAll
    static void stop() {
        node.close();
        ProxySelector.setDefault(BEFORE);
        assertThat(CALLED).isEmpty();
    }

    private static List<String> errors(Client.Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.body().path("resourceType").asString("")).isEqualTo("OperationOutcome");
        var out = new ArrayList<String>();
        for (JsonNode issue : answer.body().path("issue")) {
            if (issue.path("severity").asString("").equals("error")) {
                out.add(issue.path("expression").path(0).asString("") + " "
                        + issue.path("details").path("text").asString(""));
            }
        }
        return out;
    }

    @Test
    void aRightResourceHasNoErrorsAndAWrongOneNamesElementAndLine() {
        String right = """
                {"resourceType":"Observation","status":"final",
                 "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"subject":{"reference":"Patient/1"},
                 "valueQuantity":{"value":72,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}
                """;

        assertThat(errors(client.post("/Observation/$validate", right))).isEmpty();
        Client.Answer wrong = client.post("/Observation/$validate", right.replace("final", "finished"));
        assertThat(errors(wrong)).anyMatch(error -> error.startsWith("Observation.status"));
        assertThat(wrong.body().path("issue").valueStream())
                .anyMatch(issue -> issue.at("/extension/0/valueInteger").asInt(0) == 1);
        assertThat(errors(client.post("/Observation/$validate", right.replace("\"status\":\"final\",", ""))))
                .anyMatch(error -> error.contains("Observation.status"));
        assertThat(errors(
                        client.post("/Observation/$validate", right.replace("\"code\":\"/min\"", "\"code\":\"bpm\""))))
                .isNotEmpty();
    }

    @Test
    void aProfileOfTheDirectoryCountsOnceItIsThere() {
        client.put("/StructureDefinition/born", """
                {"resourceType":"StructureDefinition","url":"http://example.org/born","name":"Born","status":"active",
                 "fhirVersion":"4.0.1","kind":"resource","abstract":false,"type":"Patient","derivation":"constraint",
                 "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
                 "differential":{"element":[{"id":"Patient","path":"Patient"},
                  {"id":"Patient.birthDate","path":"Patient.birthDate","min":1}]}}
                """);
        String patient = "{\"resourceType\":\"Patient\",\"active\":true}";

        assertThat(errors(client.post("/Patient/$validate", patient))).isEmpty();
        assertThat(errors(client.post("/Patient/$validate?profile=http://example.org/born", patient)))
                .anyMatch(error -> error.contains("birthDate"));
        assertThat(errors(client.post(
                        "/Patient/$validate",
                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":" + patient
                                + "},{\"name\":\"profile\",\"valueUri\":\"http://example.org/born\"}]}")))
                .isNotEmpty();
        assertThat(
                        errors(
                                client.post(
                                        "/Patient/$validate",
                                        "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"http://example.org/born\"]},\"birthDate\":\"2000\"}")))
                .isEmpty();
        assertThat(errors(client.post("/Patient/$validate?profile=http://example.org/none", patient)))
                .hasSize(1);
    }

    @Test
    void oneProfileThatCannotBeReadDoesNotStopTheOthers() {
        node.file(TestNode.HOSPITAL_A, "StructureDefinition", """
                {"resourceType":"StructureDefinition","url":"http://example.org/dated","status":"active","kind":"resource",
                 "abstract":false,"type":"Patient","date":"2023-02-31","derivation":"constraint",
                 "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient"}
                """);
        node.file(TestNode.HOSPITAL_A, "StructureDefinition", """
                {"resourceType":"StructureDefinition","url":"http://example.org/nothing","status":"nonsense",
                 "differential":{"element":["?"]}}
                """);

        assertThat(errors(client.post("/Patient/$validate", "{\"resourceType\":\"Patient\",\"active\":true}")))
                .isEmpty();
        assertThat(errors(client.post(
                        "/Patient/$validate?profile=http://example.org/dated",
                        "{\"resourceType\":\"Patient\",\"active\":true}")))
                .isEmpty();
    }

    @Test
    void aConstraintThatCouldRunForEverIsNotEvaluated() {
        client.put("/StructureDefinition/endless", """
                {"resourceType":"StructureDefinition","url":"http://example.org/endless","name":"Endless","status":"active",
                 "fhirVersion":"4.0.1","kind":"resource","abstract":false,"type":"Patient","derivation":"constraint",
                 "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
                 "differential":{"element":[{"id":"Patient","path":"Patient","constraint":[{"key":"e-1","severity":"error",
                   "human":"x","expression":"name.family.matches('(a*)*(a*)*(a*)*b')"}]},
                  {"id":"Patient.birthDate","path":"Patient.birthDate","min":1}]}}
                """);

        assertThat(errors(client.post(
                        "/Patient/$validate?profile=http://example.org/endless",
                        "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + "a".repeat(60) + "!\"}]}")))
                .hasSize(1)
                .allMatch(error -> error.contains("birthDate"));
    }

    @Test
    void aStoredResourceIsValidatedByIdAndModesLookAtWhatWouldHappen() {
        String id = client.post("/Patient", "{\"resourceType\":\"Patient\",\"gender\":\"male\"}")
                .id();

        assertThat(errors(client.get("/Patient/" + id + "/$validate"))).isEmpty();
        assertThat(errors(client.get("/Patient/" + id + "/$validate?mode=delete")))
                .isEmpty();
        assertThat(errors(client.post(
                        "/Patient/" + id + "/$validate?mode=update",
                        "{\"resourceType\":\"Patient\",\"id\":\"other\",\"gender\":\"male\"}")))
                .isNotEmpty();
        assertThat(client.get("/Patient/none/$validate").status()).isEqualTo(404);
        assertThat(client.post("/Patient/$validate?mode=maybe", "{\"resourceType\":\"Patient\"}")
                        .code())
                .isEqualTo("fhir.parameter-wrong");
        assertThat(client.get("/Patient/$validate").code()).isEqualTo("fhir.parameter-wrong");
    }

    @Test
    void aCodeSystemPostedLaterIsHeeded() {
        client.put("/StructureDefinition/marked", """
                {"resourceType":"StructureDefinition","url":"http://example.org/marked","name":"Marked","status":"active",
                 "fhirVersion":"4.0.1","kind":"resource","abstract":false,"type":"Patient","derivation":"constraint",
                 "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
                 "differential":{"element":[{"id":"Patient","path":"Patient"},
                  {"id":"Patient.maritalStatus","path":"Patient.maritalStatus",
                   "binding":{"strength":"required","valueSet":"http://example.org/marks"}}]}}
                """);
        String patient = "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"http://example.org/marked\"]},"
                + "\"maritalStatus\":{\"coding\":[{\"system\":\"http://example.org/mark\",\"code\":\"m1\"}]}}";
        client.put("/ValueSet/marks", """
                {"resourceType":"ValueSet","url":"http://example.org/marks","status":"active",
                 "compose":{"include":[{"system":"http://example.org/mark"}]}}
                """);
        String system = "{\"resourceType\":\"CodeSystem\",\"url\":\"http://example.org/mark\",\"status\":\"active\","
                + "\"content\":\"complete\",\"concept\":[{\"code\":\"%s\"}]}";

        client.put("/CodeSystem/mark", system.formatted("m2"));
        assertThat(errors(client.post("/Patient/$validate", patient))).isNotEmpty();
        client.put("/CodeSystem/mark", system.formatted("m1"));
        assertThat(errors(client.post("/Patient/$validate", patient))).isEmpty();
    }
}
