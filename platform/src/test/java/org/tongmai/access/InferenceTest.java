package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.store.Change;
import org.tongmai.store.Json;
import org.tongmai.store.Origin;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/**
 * Attacks on what is hidden, by what answers say beside their content. Doctor Zhang at B treats Wang, who lets B see his record at
 * A without special classes; there he has a psychiatric diagnosis. Zhao has a record at A only, and Zhang nothing to do with him.
 * Each attack asks of something hidden and of something that is not there: the answers are the same.
 *
 * @see <a href="https://github.com/hapifhir/hapi-fhir/issues/6065">hapi-fhir#6065: reading hidden values by _has</a>
 */
class InferenceTest {

    private static final String SECRET = "F32.1";
    private static final String NOTHING = "F99.9";

    private static TestNode node;
    private static String atA;
    private static String atB;
    private static String stranger;
    private static String secretCondition;
    private static String secretObservation;
    private static String openEncounter;
    private static String practitioner;
    private static String system;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.fhir.subscription.networks.here=127.0.0.0/8");
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        atA = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        atB = node.patient(TestNode.HOSPITAL_B, "王建军", "330106197803074516");
        stranger = node.patient(TestNode.HOSPITAL_A, "赵大海", "330106197803074532");
        openEncounter =
                node.encounter(TestNode.HOSPITAL_A, atA, Instant.parse("2026-01-04T01:00:00Z"), "2026-01-04T02:00:00Z");
        node.encounter(TestNode.HOSPITAL_B, atB, Instant.now().minusSeconds(600), "");
        node.condition(TestNode.HOSPITAL_A, atA, "肺炎", "");
        practitioner = node.file(TestNode.HOSPITAL_A, "Practitioner", """
                {"resourceType":"Practitioner","name":[{"family":"孙"}]}
                """);
        secretCondition = node.file(TestNode.HOSPITAL_A, "Condition", secret("Condition", atA, SECRET, "2026-07-07"));
        secretObservation =
                node.file(TestNode.HOSPITAL_A, "Observation", secret("Observation", atA, SECRET, "2026-07-07"));
        node.file(TestNode.HOSPITAL_A, "Condition", secret("Condition", stranger, "F20.0", "2026-08-08"));
        put(TestNode.HOSPITAL_A, "Condition", "Secret.1", secret("Condition", atA, SECRET, "2026-07-07"));
        put(TestNode.HOSPITAL_A, "Condition", "Secret.2", secret("Condition", stranger, "F20.0", "2026-07-07"));
        put(TestNode.HOSPITAL_A, "Patient", "Hidden.patient", """
                {"resourceType":"Patient","id":"Hidden.patient","name":[{"family":"钱"}],
                 "identifier":[{"system":"urn:hidden","value":"77"}]}
                """);
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_B);
        node.resident("wang", "王建军", atB);
        system = node.system("his-b", TestNode.HOSPITAL_B);
        node.settle();
        var asked = node.browser("zhang")
                .post(
                        "/api/access/requests",
                        TestNode.body(
                                "patient",
                                atB,
                                "categories",
                                List.of(),
                                "reason",
                                "复诊",
                                "until",
                                Instant.now().plus(Duration.ofHours(8)).toString()));
        node.browser("wang")
                .post(
                        "/api/access/requests/" + asked.json().path("id").asString() + "/answer",
                        TestNode.body("grant", true));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String secret(String type, String patient, String code, String date) {
        String of = type.equals("Condition")
                ? "\"recordedDate\":\"" + date + "\",\"asserter\":{\"reference\":\"Practitioner/" + practitioner + "\"}"
                : "\"status\":\"final\",\"effectiveDateTime\":\"" + date
                        + "\",\"valueQuantity\":{\"value\":7.25},\"performer\":[{\"reference\":\"Practitioner/"
                        + practitioner + "\"}]";
        String encounter =
                patient.equals(atA) ? ",\"encounter\":{\"reference\":\"Encounter/" + openEncounter + "\"}" : "";
        return """
                {"resourceType":"%s","meta":{"security":[{"system":"%s","code":"PSY"}]},
                 "subject":{"reference":"Patient/%s"},%s%s,"identifier":[{"system":"urn:secret","value":"%s"}],
                 "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"%s"}]}}
                """.formatted(type, Sensitivity.SYSTEM, patient, of, encounter, code, code);
    }

    private static void put(String institution, String type, String id, String json) {
        var resource = Json.read(json.getBytes(StandardCharsets.UTF_8));
        resource.put("id", id);
        node.bean(Store.class)
                .transact(
                        List.of(Change.update(type, id, Json.bytes(resource))),
                        new Origin(institution, "test", null, ""));
    }

    /** The address with something hidden, and with something of the same form that is not there. */
    private static Map<String, List<String>> attacks() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String code : List.of(SECRET, "F20.0")) {
            for (String query : List.of(
                    "Patient?_has:Condition:patient:code=%s",
                    "Patient?_has:Condition:patient:identifier=%s",
                    "Patient?_summary=count&_has:Observation:patient:code=%s",
                    "Practitioner?_has:Observation:performer:code=%s",
                    "Practitioner?_has:Condition:asserter:code=%s&_total=accurate",
                    "Practitioner?_has:Condition:asserter:encounter._has:Condition:encounter:code=%s",
                    "Encounter?_has:Condition:encounter:code=%s",
                    "Condition?encounter._has:Observation:encounter:code=%s",
                    "Condition?code=%s",
                    "Condition?code:text=%s",
                    "Condition?code:not=%s&_summary=count",
                    "Condition?code=%s&_count=0",
                    "Observation?code-value-quantity=%s$7.25",
                    "Condition?_filter=code%%20eq%%20%s",
                    "Condition?_content=%s",
                    "Condition?_text=%s",
                    "Condition?identifier=urn:secret|%s&_sort=-recorded-date",
                    "Condition/_history?code=%s",
                    "Condition?identifier:of-type=%s",
                    "Condition?patient=Patient/{atA}&code=%s&_include=Condition:asserter",
                    "Condition?patient=Patient/{atA}&code=%s&_revinclude=Observation:encounter",
                    "Practitioner?_has:Condition:asserter:code=%s&_revinclude=Condition:asserter")) {
                all.put(query + " " + code, List.of(query.formatted(code), query.formatted(NOTHING)));
            }
        }
        for (String query : List.of(
                "Patient?_has:Condition:patient:recorded-date=%s",
                "Encounter?_has:Condition:encounter:recorded-date=%s",
                "Practitioner?_has:Observation:performer:date=%s",
                "Condition?patient=Patient/{atA}&recorded-date=%s",
                "Observation?patient=Patient/{atA}&date=%s&_sort=date",
                "Condition?recorded-date=%s&_count=1")) {
            all.put(query, List.of(query.formatted("2026-07-07"), query.formatted("2026-07-09")));
            all.put(query + " from", List.of(query.formatted("ge2026-07-06"), query.formatted("ge2026-07-10")));
        }
        for (String id : List.of("Secret.1", "Secret.2")) {
            for (String query : List.of(
                    "Condition/%s",
                    "Condition/%s/_history",
                    "Condition/%s/_history/1",
                    "Condition?_id=%s",
                    "Patient?_has:Condition:patient:_id=%s",
                    "Condition?_id:not=%s&_summary=count")) {
                all.put(query + " " + id, List.of(query.formatted(id), query.formatted("Absent.1")));
            }
        }
        for (String query : List.of(
                "Patient/%s",
                "Patient/%s/_history",
                "Patient/%s/$everything",
                "Patient/%s/Condition",
                "Condition?patient=%s",
                "Condition?patient=Patient/%s",
                "Patient?_id=%s")) {
            all.put(query, List.of(query.formatted("Hidden.patient"), query.formatted("Absent.patient")));
            all.put(query + " given", List.of(query.formatted(stranger), query.formatted(absent(stranger))));
        }
        for (String query : List.of(
                "Patient?identifier=%s",
                "Patient?name=%s",
                "Condition?patient.name=%s",
                "Condition?patient.identifier=%s",
                "Encounter?subject:Patient.name=%s")) {
            all.put(query, List.of(query.formatted("77"), query.formatted("78")));
            all.put(query + " name", List.of(query.formatted("%E9%92%B1"), query.formatted("%E5%90%B4")));
        }
        for (String query :
                List.of("Condition/%s", "Condition/%s/_history", "Condition/%s/_history/1", "Condition?_id=%s")) {
            all.put(
                    query + " own",
                    List.of(query.formatted(secretCondition), query.formatted(absent(secretCondition))));
        }
        all.put("observation", List.of("Observation/" + secretObservation, "Observation/" + absent(secretObservation)));
        return all;
    }

    /** An id of the same record under which nothing is. */
    private static String absent(String id) {
        return id.substring(0, id.indexOf('-')) + "-zzz";
    }

    @Test
    void a_doctor_learns_nothing_of_what_is_hidden() {
        learnsNothing(node.browser("zhang"), null);
    }

    @Test
    void a_system_learns_nothing_of_what_other_institutions_have() {
        learnsNothing(node.browser(), system);
    }

    private static void learnsNothing(TestBrowser browser, @Nullable String token) {
        var learnt = new ArrayList<String>();
        attacks().forEach((name, pair) -> {
            String hidden = ask(browser, token, pair.getFirst());
            String nothing = ask(browser, token, pair.getLast());
            if (!hidden.equals(nothing)) {
                learnt.add(name + "\n  hidden:  " + hidden + "\n  nothing: " + nothing);
            }
        });

        assertThat(learnt).isEmpty();
        assertThat(attacks()).hasSizeGreaterThan(90);
    }

    private static String ask(TestBrowser browser, @Nullable String token, String address) {
        String path =
                "/fhir/" + address.replace("{atA}", atA).replace("|", "%7C").replace("$7", "%247");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Accept", "application/fhir+json")
                .header("If-None-Match", "W/\"1\"");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return said(browser.send(request.GET()), address);
    }

    /** Everything that an answer says, without what differs from one answer to the next and without the question itself. */
    private static String said(TestBrowser.Answer answer, String asked) {
        String headers = List.of("ETag", "Last-Modified", "Location", "Content-Location", "Warning").stream()
                .map(answer::header)
                .toList()
                .toString();
        String body = answer.raw()
                .body()
                .replaceAll("\"(lastUpdated|timestamp)\":\"[^\"]*\"", "")
                .replaceAll("\"link\":\\[[^]]*]", "")
                .replaceAll("\"diagnostics\":\"Trace [^\"]*\"", "")
                .replaceAll("[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "");
        for (String word : asked.split("[/?=&$|]", -1)) {
            body = word.length() > 4 ? body.replace(word, "") : body;
        }
        return answer.status() + " " + headers + " " + body;
    }

    @Test
    void conditional_writes_of_a_system_find_nothing_of_others() {
        String condition = """
                {"resourceType":"Condition","subject":{"reference":"Patient/%s"},
                 "identifier":[{"system":"urn:secret","value":"%s"}]}
                """;

        assertThat(write("POST", "Condition", condition.formatted(atB, "x1"), "identifier=urn:secret|" + SECRET))
                .isEqualTo(
                        write("POST", "Condition", condition.formatted(atB, "x2"), "identifier=urn:secret|" + NOTHING));
        assertThat(write("PUT", "Condition?identifier=urn:secret%7CF20.0", condition.formatted(atB, "x3"), ""))
                .isEqualTo(write("PUT", "Condition?identifier=urn:secret%7CF77.7", condition.formatted(atB, "x4"), ""));
        assertThat(write("DELETE", "Observation?identifier=urn:secret%7C" + SECRET, "", ""))
                .isEqualTo(write("DELETE", "Observation?identifier=urn:secret%7C" + NOTHING, "", ""));
    }

    @Test
    void references_to_records_of_others_are_refused_whether_they_are_there_or_not() {
        String observation = """
                {"resourceType":"Observation","status":"final","code":{"text":"x"},
                 "subject":{"reference":"Patient/%s"},"%s":[{"reference":"%s"}]}
                """;

        for (List<String> pair : List.of(
                List.of("Observation/" + secretObservation, "Observation/" + absent(secretObservation)),
                List.of("Condition/Secret.2", "Condition/Absent.2"),
                List.of("Patient?identifier=urn:hidden|77", "Patient?identifier=urn:hidden|78"))) {
            assertThat(write("POST", "Observation", observation.formatted(atB, "focus", pair.getFirst()), ""))
                    .as(pair.toString())
                    .isEqualTo(write("POST", "Observation", observation.formatted(atB, "focus", pair.getLast()), ""));
        }
    }

    private static String write(String method, String address, String body, String ifNoneExist) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.url() + "/fhir/" + address))
                .header("Accept", "application/fhir+json")
                .header("Content-Type", "application/fhir+json")
                .header("Prefer", "return=minimal")
                .header("Authorization", "Bearer " + system)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!ifNoneExist.isEmpty()) {
            request.header("If-None-Exist", ifNoneExist);
        }
        var answer = node.browser().send(request);
        return answer.status() + " "
                + said(answer, "").replaceAll("Condition/[0-9a-z-]+", "").replaceAll("[A-Z][a-z]{2}, .*GMT", "");
    }

    @Test
    void the_page_token_of_another_caller_brings_what_one_may_see_oneself_and_no_total_of_his() {
        var whole = node.browser("wang").get("/fhir/Condition?_count=1");
        String next = "";
        for (var link : whole.json().path("link")) {
            next = link.path("relation").asString().equals("next")
                    ? link.path("url").asString()
                    : next;
        }
        var mine = node.browser("zhang").get("/fhir/Condition?_count=1");
        var taken = node.browser("zhang").get(next.substring(node.url().length()));

        assertThat(whole.json().path("total").asInt())
                .isGreaterThan(mine.json().path("total").asInt());
        assertThat(taken.json().path("total")).isEqualTo(mine.json().path("total"));
        assertThat(taken.raw().body()).doesNotContain(SECRET);
    }

    @Test
    void a_label_that_came_after_the_first_page_is_heeded_on_the_second() {
        for (int i = 0; i < 3; i++) {
            node.condition(TestNode.HOSPITAL_A, atA, "随访" + i, "");
        }
        TestBrowser doctor = node.browser("zhang");
        String condition = "";
        String next = "/fhir/Condition?patient=Patient/" + atA + "&_count=1";
        var pages = new ArrayList<String>();
        boolean labelled = false;
        while (!next.isEmpty()) {
            var page = doctor.get(next);
            pages.add(page.raw().body());
            next = "";
            for (var link : page.json().path("link")) {
                next = link.path("relation").asString().equals("next")
                        ? link.path("url").asString().substring(node.url().length())
                        : next;
            }
            if (!labelled) {
                labelled = true;
                condition = label("随访2");
            }
        }

        assertThat(pages).hasSizeGreaterThan(2);
        assertThat(String.join("", pages)).doesNotContain(condition).doesNotContain("随访2");
    }

    private static String label(String text) {
        var store = node.bean(Store.class);
        var fact = store.search(Query.of("Condition").count(1000), Scope.everything()).facts().stream()
                .filter(each -> new String(each.json(), StandardCharsets.UTF_8).contains(text))
                .findFirst()
                .orElseThrow();
        var resource = fact.tree();
        resource.putObject("meta")
                .putArray("security")
                .addObject()
                .put("system", Sensitivity.SYSTEM)
                .put("code", "PSY");
        put(TestNode.HOSPITAL_A, "Condition", fact.id(), resource.toString());
        return fact.id();
    }

    @Test
    void a_subscription_counts_no_event_that_its_owner_may_not_see() {
        String body = """
                {"resourceType":"Subscription","status":"requested","reason":"x","criteria":"Condition?code=F60.3",
                 "channel":{"type":"rest-hook","endpoint":"http://127.0.0.1:9/x","payload":"application/fhir+json"}}
                """;
        var made = node.browser()
                .send(HttpRequest.newBuilder(URI.create(node.url() + "/fhir/Subscription"))
                        .header("Content-Type", "application/fhir+json")
                        .header("Authorization", "Bearer " + system)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
        String id = made.json().path("id").asString("");
        node.settle();
        String before = status(id);

        node.file(TestNode.HOSPITAL_A, "Condition", secret("Condition", stranger, "F60.3", "2026-09-09"));
        node.settle();

        assertThat(status(id)).isEqualTo(before);
        assertThat(before).contains("\"events-since-subscription-start\",\"valueString\":\"0\"");
        node.file(TestNode.HOSPITAL_B, "Condition", secret("Condition", atB, "F60.3", "2026-09-09"));
        node.settle();
        assertThat(status(id)).contains("\"events-since-subscription-start\",\"valueString\":\"1\"");
    }

    private static String status(String id) {
        return said(
                node.browser()
                        .send(HttpRequest.newBuilder(URI.create(node.url() + "/fhir/Subscription/" + id + "/$status"))
                                .header("Accept", "application/fhir+json")
                                .header("Authorization", "Bearer " + system)
                                .GET()),
                "");
    }
}
