package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A node without sign-in. */
class OpenNodeTest {

    private static TestNode node;
    private static String patient;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.auth=none");
        patient = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void everything_is_allowed_and_still_traced() {
        int read = node.browser().get("/fhir/Patient/" + patient).status();

        assertThat(read).isEqualTo(200);
        assertThat(node.jdbc()
                        .sql("select count(*) from access.look where basis = 'OPEN_NODE' and automatic")
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    @Test
    void the_whole_trace_can_be_searched_and_read() {
        node.browser().get("/fhir/Patient/" + patient);

        JsonNode found = node.browser().get("/fhir/AuditEvent?_count=1").json();
        String id = found.path("entry").path(0).path("resource").path("id").asString("");

        assertThat(found.path("total").asLong()).isPositive();
        assertThat(node.browser().get("/fhir/AuditEvent/" + id).status()).isEqualTo(200);
        assertThat(node.browser().get("/fhir/AuditEvent?_page=mine").status()).isEqualTo(400);
    }

    @Test
    void another_site_in_the_browser_cannot_use_it() {
        TestBrowser browser = node.browser();

        var origin = browser.send(browser.change("/fhir/Patient/" + patient).header("Origin", "https://evil.example"));
        var site = browser.send(browser.change("/fhir/Patient/" + patient).header("Sec-Fetch-Site", "cross-site"));

        assertThat(origin.status()).isEqualTo(403);
        assertThat(site.status()).isEqualTo(403);
    }

    @Test
    void it_does_not_start_where_others_could_reach_it() {
        assertThatThrownBy(() -> OpenNode.announce("0.0.0.0")).hasMessageContaining("loopback");
        assertThatThrownBy(() -> OpenNode.announce(null)).hasMessageContaining("all addresses");
    }
}
