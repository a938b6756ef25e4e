package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import tools.jackson.databind.JsonNode;

/** The second page of a search is decided as the first was. */
class PagesTest {

    private static TestNode node;
    private static String patient;

    @BeforeAll
    static void file() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        node.doctor("sun", "孙丽", TestNode.HOSPITAL_B);
        patient = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        node.encounter(TestNode.HOSPITAL_A, patient, Instant.now().minusSeconds(600), "");
        node.observation(TestNode.HOSPITAL_A, patient, "laboratory", "钾");
        node.observation(TestNode.HOSPITAL_A, patient, "laboratory", "钠");
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String next(TestBrowser browser, String path) {
        for (JsonNode link : browser.get(path).json().path("link")) {
            if (link.path("relation").asString("").equals("next")) {
                return link.path("url").asString("").substring(node.url().length());
            }
        }
        return "";
    }

    private static void isDecidedAsTheFirstWas(String next) {
        TestBrowser treats = node.browser("zhang");
        TestBrowser doesNot = node.browser("sun");

        assertThat(treats.get(next).json().path("entry")).hasSize(1);
        assertThat(doesNot.get(next).status()).isEqualTo(403);
    }

    @Test
    void ofACompartment() {
        String next = next(node.browser("zhang"), "/fhir/Patient/" + patient + "/Observation?_count=1");

        assertThat(next).startsWith("/fhir/Patient/" + patient + "/Observation?_page=");
        isDecidedAsTheFirstWas(next);
    }

    @Test
    void ofAPatient() {
        String next = next(node.browser("zhang"), "/fhir/Observation?subject:Patient=" + patient + "&_count=1");

        assertThat(next).startsWith("/fhir/Observation?_page=").contains("&patient=Patient/" + patient);
        isDecidedAsTheFirstWas(next);
    }

    @Test
    void ofAPatientOverSeveralTypes() {
        isDecidedAsTheFirstWas(
                next(node.browser("zhang"), "/fhir/?_type=Observation&patient=Patient/" + patient + "&_count=1"));
    }
}
