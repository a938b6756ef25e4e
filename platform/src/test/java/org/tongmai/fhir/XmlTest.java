package org.tongmai.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;

/** FHIR's XML becomes its JSON and comes back; what is hostile does not get in. */
class XmlTest {

    private static final String PATIENT = """
            {"resourceType":"Patient","id":"p","meta":{"versionId":"3","lastUpdated":"2026-05-01T08:00:00.123Z",
              "tag":[{"system":"urn:t","code":"a"}]},
             "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">周 <b>杰</b></div>"},
             "contained":[{"resourceType":"Organization","id":"o","name":"院"}],
             "extension":[{"url":"urn:e","extension":[{"url":"deep","valueDecimal":1.10}]}],
             "active":true,"name":[{"family":"周","_family":{"extension":[{"url":"urn:f","valueCode":"x"}]},
              "given":["杰",null],"_given":[null,{"extension":[{"url":"urn:g","valueString":"y"}]}]}],
             "birthDate":"1978-03","managingOrganization":{"reference":"#o"},
             "generalPractitioner":[{"reference":"Practitioner/1/_history/2"}],
             "link":[{"other":{"reference":"Patient/2"},"type":"seealso"}]}
            """;

    private static void refused(String xml, String code) {
        assertThatThrownBy(() -> Xml.toJson(xml.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    void aResourceComesBackAsItWent() {
        byte[] xml = Xml.fromJson(PATIENT.getBytes(UTF_8), false);

        assertThat(new String(xml, UTF_8))
                .startsWith("<Patient xmlns=\"http://hl7.org/fhir\">")
                .contains("1.10");
        assertThat(Json.read(Xml.toJson(xml))).isEqualTo(Json.read(PATIENT.getBytes(UTF_8)));
    }

    @Test
    void aBundleKeepsItsPlaceholders() {
        String bundle = """
                {"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a",
                 "resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},
                  "subject":{"reference":"urn:uuid:71ebe359-bfdc-4613-8bf2-c5e300945f0a"}},
                 "request":{"method":"POST","url":"Observation"}}]}
                """;

        byte[] back = Xml.toJson(Xml.fromJson(bundle.getBytes(UTF_8), true));

        assertThat(Json.read(back)).isEqualTo(Json.read(bundle.getBytes(UTF_8)));
    }

    @Test
    void anyEncodingThatTheXmlDeclaresIsRead() {
        String xml =
                "<?xml version=\"1.0\" encoding=\"UTF-16\"?><Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"male\"/></Patient>";

        assertThat(Json.read(Xml.toJson(xml.getBytes(StandardCharsets.UTF_16)))
                        .path("gender")
                        .asString(""))
                .isEqualTo("male");
    }

    @Test
    void noDocumentTypeAndNoEntityGetsIn() {
        refused(
                "<!DOCTYPE Patient [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Patient xmlns=\"http://hl7.org/fhir\">"
                        + "<id value=\"&x;\"/></Patient>",
                "fhir.xml-forbidden");
        refused(
                "<!DOCTYPE p SYSTEM \"http://127.0.0.1:1/evil.dtd\"><Patient xmlns=\"http://hl7.org/fhir\"/>",
                "fhir.xml-forbidden");
        var laughs = new StringBuilder("<!DOCTYPE p [<!ENTITY l0 \"ha\">");
        for (int i = 1; i < 12; i++) {
            laughs.append("<!ENTITY l")
                    .append(i)
                    .append(" \"")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        refused(
                laughs + "]><Patient xmlns=\"http://hl7.org/fhir\"><id value=\"&l11;\"/></Patient>",
                "fhir.xml-forbidden");
    }

    @Test
    void nestingIsBounded() {
        refused(
                "<Patient xmlns=\"http://hl7.org/fhir\">" + "<extension url=\"u\">".repeat(100_000)
                        + "</extension>".repeat(100_000) + "</Patient>",
                "fhir.xml-too-deep");
    }

    @Test
    void whatIsNoResourceIsRefused() {
        refused("<Patient", "fhir.xml-wrong");
        refused("<Patient xmlns=\"urn:other\"/>", "fhir.xml-wrong");
        refused("<Nonsense xmlns=\"http://hl7.org/fhir\"/>", "fhir.xml-wrong");
        refused("<Patient xmlns=\"http://hl7.org/fhir\"><nosuch value=\"1\"/></Patient>", "fhir.xml-wrong");
        refused("<Patient xmlns=\"http://hl7.org/fhir\"><birthDate value=\"tomorrow\"/></Patient>", "fhir.xml-wrong");
        refused("x".repeat(Xml.BYTES_MAX + 1), "fhir.xml-too-large");
    }
}
