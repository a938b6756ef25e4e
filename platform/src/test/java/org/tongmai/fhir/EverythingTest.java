package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The record of a patient, of a time, of an encounter; and what is in the compartment of somebody. */
@ExtendWith(OpenNode.class)
class EverythingTest {

    private static Client client;
    private static String patient;
    private static String encounter;
    private static String practitioner;
    private static String observation;

    @BeforeAll
    static void file() {
        client = OpenNode.client();
        patient = client.post("/Patient", "{\"resourceType\":\"Patient\",\"active\":true}")
                .id();
        practitioner = client.post("/Practitioner", "{\"resourceType\":\"Practitioner\",\"active\":true}")
                .id();
        encounter =
                client.post("/Encounter", """
                        {"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},
                         "subject":{"reference":"Patient/%s"},"period":{"start":"2020-03-01","end":"2020-03-05"},
                         "participant":[{"individual":{"reference":"Practitioner/%s"}}]}
                        """.formatted(patient, practitioner)).id();
        observation = observation("2020-03-02", ",\"encounter\":{\"reference\":\"Encounter/" + encounter + "\"}");
        observation("2021-07-01", ",\"performer\":[{\"reference\":\"Patient/" + patient + "\"}]");
        client.post("/Flag", """
                {"resourceType":"Flag","status":"active","code":{"text":"x"},"subject":{"reference":"Patient/%s"}}
                """.formatted(patient));
    }

    private static String observation(String date, String more) {
        return client.post("/Observation", """
                        {"resourceType":"Observation","status":"final","code":{"text":"x"},"effectiveDateTime":"%s",
                         "subject":{"reference":"Patient/%s"}%s}
                        """.formatted(date, patient, more)).id();
    }

    private static List<String> types(ObjectNode bundle) {
        var out = new ArrayList<String>();
        bundle.path("entry")
                .forEach(entry -> out.add(entry.at("/resource/resourceType").asString("")));
        return out;
    }

    private static ObjectNode everything(String query) {
        return client.get("/Patient/" + patient + "/$everything" + query).body();
    }

    @Test
    void holdsTheRecordAndWhomItRefersTo() {
        ObjectNode all = everything("");

        assertThat(types(all))
                .containsExactlyInAnyOrder(
                        "Patient", "Encounter", "Observation", "Observation", "Flag", "Practitioner");
        assertThat(all.at("/entry/5/search/mode").asString("")).isEqualTo("include");
    }

    @Test
    void ofATimeByTheDatesOfCare() {
        assertThat(types(everything("?start=2020-03-02&end=2020-03-04")))
                .containsExactlyInAnyOrder("Patient", "Encounter", "Observation", "Flag", "Practitioner");
        assertThat(types(everything("?start=2021"))).containsExactlyInAnyOrder("Patient", "Observation", "Flag");
        assertThat(client.get("/Patient/" + patient + "/$everything?start=soon").code())
                .isEqualTo("store.value-unreadable");
    }

    @Test
    void ofSomeTypesAndSinceAMoment() {
        assertThat(types(everything("?_type=Observation,Flag")))
                .containsExactlyInAnyOrder("Observation", "Observation", "Flag");
        assertThat(types(everything("?_type=Practitioner"))).containsExactly("Practitioner");
        assertThat(types(everything("?_since=2099-01-01"))).isEmpty();
        assertThat(client.get("/Patient/" + patient + "/$everything?_type=Nonsense")
                        .code())
                .isEqualTo("store.unknown-type");
    }

    @Test
    void pageByPageWithoutRepetition() {
        var seen = new ArrayList<String>();
        ObjectNode page = everything("?_count=2&_type=Patient,Encounter,Observation,Flag");
        for (String next = next(page); ; next = next(page)) {
            page.path("entry").forEach(entry -> seen.add(entry.path("fullUrl").asString("")));
            if (next.isEmpty()) {
                break;
            }
            page = client.get(next).body();
        }

        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
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

    @Test
    void ofAnEncounterHoldsThatEncounter() {
        ObjectNode all = client.get("/Encounter/" + encounter + "/$everything").body();

        assertThat(types(all)).containsExactlyInAnyOrder("Patient", "Encounter", "Observation", "Practitioner");
        assertThat(all.toString()).contains(observation);
    }

    @Test
    void theParametersMayBePosted() {
        Client.Answer posted = client.post(
                "/Patient/" + patient + "/$everything",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"start\",\"valueDate\":\"2021\"}]}");

        assertThat(posted.status()).isEqualTo(200);
        assertThat(types(posted.body())).containsExactlyInAnyOrder("Patient", "Observation", "Flag");
    }

    @Test
    void anotherOneThanThatIsNotFound() {
        assertThat(client.get("/Patient/nobody/$everything").status()).isEqualTo(404);
        assertThat(client.get("/Encounter/nobody/$everything").status()).isEqualTo(404);
    }

    // -- compartments

    @Test
    void aCompartmentHoldsWhatRefersToItByAnyOfItsParameters() {
        String other = client.post("/Patient", "{\"resourceType\":\"Patient\"}").id();
        String performed =
                client.post("/Observation", """
                        {"resourceType":"Observation","status":"final","code":{"text":"x"},
                         "subject":{"reference":"Patient/%s"},"performer":[{"reference":"Patient/%s"}]}
                        """.formatted(other, patient)).id();

        ObjectNode found = client.get("/Patient/" + patient + "/Observation").body();

        assertThat(found.path("total").intValue()).isEqualTo(3);
        assertThat(found.toString()).contains(performed);
        assertThat(client.get("/Patient/" + patient + "/Observation?date=2021").total())
                .isEqualTo(1);
        assertThat(client.get("/Encounter/" + encounter + "/Observation").total())
                .isEqualTo(1);
        assertThat(client.get("/Practitioner/" + practitioner + "/Encounter").total())
                .isEqualTo(1);
        assertThat(client.get("/Patient/" + patient + "/Organization").code()).isEqualTo("store.not-in-compartment");
        client.send("DELETE", "/Observation/" + performed, BodyPublishers.noBody());
    }

    @Test
    void aStarSearchesAllTypesOfACompartment() {
        ObjectNode found = client.get("/Patient/" + patient + "/*").body();

        assertThat(new TreeSet<>(types(found))).containsExactly("Encounter", "Flag", "Observation");
        assertThat(types(client.get("/Patient/" + patient + "/*?_type=Flag").body()))
                .containsExactly("Flag");
    }

    @Test
    void aSearchAtTheBaseRangesOverTypes() {
        ObjectNode found =
                client.get("/?_type=Observation,Flag&patient=" + patient).body();

        assertThat(found.path("total").intValue()).isEqualTo(3);
        assertThat(new TreeSet<>(types(found))).containsExactly("Flag", "Observation");
        assertThat(client.send(
                                "POST",
                                "/_search",
                                BodyPublishers.ofString("_type=Flag&patient=" + patient),
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .total())
                .isEqualTo(1);
    }
}
