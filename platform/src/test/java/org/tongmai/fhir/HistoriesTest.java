package org.tongmai.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** History of one resource, of a type and of everything. */
class HistoriesTest {

    private static TestNode node;
    private static Client client;
    private static String one;

    /** Three versions of one patient, then some of others, in commits of their own and in one together. */
    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.auth=none");
        client = new Client(node.url());
        one = client.post("/Patient", "{\"resourceType\":\"Patient\",\"active\":true}")
                .id();
        client.put("/Patient/" + one, "{\"resourceType\":\"Patient\",\"active\":false}");
        for (int i = 0; i < 4; i++) {
            client.post("/Basic", "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"" + i + "\"}}");
        }
        client.post(
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["
                        + String.join(
                                ",",
                                Stream.of("a", "b", "c")
                                        .map(
                                                text ->
                                                        "{\"resource\":{\"resourceType\":\"Flag\",\"status\":\"active\",\"code\":{\"text\":\""
                                                                + text
                                                                + "\"},\"subject\":{\"display\":\"somebody\"}},\"request\":{\"method\":\"POST\",\"url\":\"Flag\"}}")
                                        .toList())
                        + "]}");
        client.send("DELETE", "/Patient/" + one, BodyPublishers.noBody());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static List<String> urls(ObjectNode bundle) {
        var out = new ArrayList<String>();
        bundle.path("entry")
                .forEach(entry -> out.add(entry.path("fullUrl").asString("") + " "
                        + entry.at("/response/etag").asString("")));
        return out;
    }

    private static String next(JsonNode bundle) {
        for (JsonNode link : bundle.path("link")) {
            if (link.path("relation").asString("").equals("next")) {
                String url = link.path("url").asString("");
                return url.substring(url.indexOf("/fhir") + "/fhir".length());
            }
        }
        return "";
    }

    private static List<String> walked(String path) {
        var all = new ArrayList<String>();
        ObjectNode page = client.get(path).body();
        int total = page.path("total").intValue();
        all.addAll(urls(page));
        while (!next(page).isEmpty()) {
            page = client.get(next(page)).body();
            assertThat(page.path("total").intValue()).isEqualTo(total);
            all.addAll(urls(page));
        }
        assertThat(all).hasSize(total);
        return all;
    }

    @Test
    void ofOneResourceNewestFirst() {
        ObjectNode history = client.get("/Patient/" + one + "/_history").body();

        assertThat(history.path("type").asString("")).isEqualTo("history");
        assertThat(urls(history))
                .extracting(url -> url.substring(url.indexOf(' ') + 1))
                .containsExactly("W/\"3\"", "W/\"2\"", "W/\"1\"");
        assertThat(history.at("/entry/0/request/method").asString("")).isEqualTo("DELETE");
        assertThat(history.path("entry").path(0).has("resource")).isFalse();
        assertThat(walked("/Patient/" + one + "/_history?_count=1")).isEqualTo(urls(history));
        assertThat(client.get("/Patient/nobody/_history").status()).isEqualTo(404);
    }

    @Test
    void ofATypeAndOfEverything() {
        assertThat(walked("/Flag/_history?_count=2")).hasSize(3).isEqualTo(walked("/Flag/_history"));
        assertThat(walked("/Basic/_history")).hasSize(4);
        assertThat(walked("/Device/_history")).isEmpty();
        assertThat(walked("/_history?_count=2"))
                .hasSize(10)
                .doesNotHaveDuplicates()
                .isEqualTo(walked("/_history"));
        assertThat(walked("/_history").getFirst()).contains("Patient/" + one).endsWith("W/\"3\"");
        assertThat(client.get("/_history?_count=0").total()).isEqualTo(10);
        assertThat(client.get("/_history?_total=none").total()).isEqualTo(-1);
        assertThat(client.get("/_history?_total=accurate").total()).isEqualTo(10);
    }

    @Test
    void sinceLeavesOutWhatIsOlder() {
        ObjectNode all = client.get("/_history").body();
        String third = all.at("/entry/2/response/lastModified").asString("");

        List<String> later = walked("/_history?_since=" + URLEncoder.encode(third, UTF_8));

        assertThat(later).hasSizeGreaterThanOrEqualTo(3).hasSizeLessThan(10);
        assertThat(urls(all)).startsWith(later.toArray(String[]::new));
        assertThat(walked("/Patient/" + one + "/_history?_since=2099-01-01")).isEmpty();
    }

    @Test
    void atShowsWhatWasCurrentThen() {
        ObjectNode all = client.get("/Patient/" + one + "/_history").body();
        String second = all.at("/entry/1/response/lastModified").asString("");
        String deleted = all.at("/entry/0/response/lastModified").asString("");

        assertThat(walked("/Patient/" + one + "/_history?_at=" + second))
                .contains(urls(all).get(1));
        assertThat(walked("/Patient/" + one + "/_history?_at=" + deleted.substring(0, 4)))
                .hasSize(3);
        assertThat(walked("/Patient/_history?_at=2001")).isEmpty();
        assertThat(walked("/_history?_at=2099")).hasSize(8);
    }

    @Test
    void pagesAreOfOneMoment() {
        var fresh = TestNode.start("--tongmai.auth=none");
        try (fresh) {
            var own = new Client(fresh.url());
            for (int i = 0; i < 3; i++) {
                own.post("/Basic", "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"" + i + "\"}}");
            }
            ObjectNode first = own.get("/_history?_count=2").body();

            own.post("/Basic", "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"late\"}}");
            ObjectNode second = own.get(next(first)).body();

            assertThat(urls(second)).hasSize(1).doesNotContainAnyElementsOf(urls(first));
            assertThat(second.path("total").intValue()).isEqualTo(3);
        }
    }

    @Test
    void aScopeHidesVersionsAndTotals() {
        try (var closed = TestNode.start()) {
            closed.doctor("zhang", "张医生", TestNode.HOSPITAL_A);
            String mine = closed.patient(TestNode.HOSPITAL_A, "王芳", "330106197803070021");
            closed.encounter(TestNode.HOSPITAL_A, mine, java.time.Instant.now(), "");
            closed.patient(TestNode.HOSPITAL_B, "李强", "33010619800101001X");
            closed.settle();
            var doctor = closed.browser("zhang");

            var history = doctor.get("/fhir/Patient/_history");

            assertThat(history.status()).isEqualTo(200);
            assertThat(history.raw().body()).contains(mine).contains("\"total\":1");
        }
    }
}
