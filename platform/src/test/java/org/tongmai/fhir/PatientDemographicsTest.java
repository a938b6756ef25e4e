package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * PDQm ITI-78 and PIXm ITI-104 as their CapabilityStatements ask for them.
 *
 * @see <a href="https://profiles.ihe.net/ITI/PDQm/ITI-78.html">IHE PDQm, ITI-78</a>
 */
@ExtendWith(OpenNode.class)
class PatientDemographicsTest {

    private static final String RED = "urn:oid:1.3.6.1.4.1.21367.13.20.1000";

    private static Client client;
    private static String mohr;

    @BeforeAll
    static void feed() {
        client = OpenNode.client();
        mohr = put("IHERED-994", """
                {"resourceType":"Patient","active":true,"identifier":[{"system":"%s","value":"IHERED-994"}],
                 "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName","valueString":"Szerbowska"}],
                 "name":[{"family":"Mohrenkopf","given":["Alissa"]}],"gender":"female","birthDate":"1958-01-30",
                 "telecom":[{"system":"phone","value":"+1-613-555-0194"}],
                 "address":[{"line":["Lindenweg 820"],"city":"Zellbach","state":"Tirol","postalCode":"64007","country":"AT"}]}
                """.formatted(RED)).id();
    }

    private static Client.Answer put(String number, String json) {
        return client.put("/Patient?identifier=" + RED + "%7C" + number, json);
    }

    private static int found(String query) {
        return client.get("/Patient?" + query).total();
    }

    @ParameterizedTest
    @CsvSource({
        "family, Mohren, Nobody",
        "family:exact, Mohrenkopf, Mohren",
        "given, alis, Bob",
        "given:exact, Alissa, alissa",
        "identifier, urn:oid:1.3.6.1.4.1.21367.13.20.1000|IHERED-994, urn:oid:1.3.6.1.4.1.21367.13.20.1000|x",
        "telecom, +1-613-555-0194, +1-613-555-0195",
        "birthdate, 1958-01-30, 1958-01-31",
        "address, Lindenweg, Eichenweg",
        "address:exact, Lindenweg 820, Lindenweg",
        "address-city, Zellbach, Wien",
        "address-country, AT, DE",
        "address-postalcode, 64007, 64008",
        "address-state, Tirol, Kaernten",
        "mothersMaidenName, szerbo, Kowalska",
        "mothersMaidenName:exact, Szerbowska, szerbowska"
    })
    void eachParameterOfTheProfileFindsWhomItMeansAndNobodyElse(String parameter, String right, String wrong) {
        String whom = "_id=" + mohr + "&" + parameter + "=";

        assertThat(found(whom + encoded(right))).isEqualTo(1);
        assertThat(found(whom + encoded(wrong))).isZero();
    }

    @Test
    void parametersTogetherNarrow() {
        assertThat(found("family=Mohrenkopf&gender=female&active=true")).isEqualTo(1);
        assertThat(found("family=Mohrenkopf&birthdate=1958-01-30&given=Alissa")).isEqualTo(1);
        assertThat(found("family=Mohrenkopf&gender=male")).isZero();
        assertThat(client.get("/Patient?family=Mohrenkopf", "Accept", "text/csv")
                        .status())
                .isEqualTo(406);
    }

    @Test
    void aSexThatThereIsNotFindsNobodyAndIsTold() {
        var found = client.get("/Patient?family=Mohrenkopf&gender=man").body();

        assertThat(found.path("total").asInt()).isZero();
        assertThat(found.at("/entry/0/search/mode").asString("")).isEqualTo("outcome");
        assertThat(found.at("/entry/0/resource/issue/0/diagnostics").asString(""))
                .contains("'man'", "male, female");
        assertThat(client.get("/Patient?family=Mohrenkopf&gender=male").body().has("entry"))
                .isFalse();
    }

    @Test
    void theFeedRevisesAndResolvesDuplicatesByTheIdentifier() {
        Client.Answer revised = put("IHERED-994", """
                {"resourceType":"Patient","active":true,"identifier":[{"system":"%s","value":"IHERED-994"}],
                 "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName","valueString":"Szerbowska"}],
                 "name":[{"family":"Mohrenkopf","given":["Alissa"]}],"gender":"female","birthDate":"1958-01-30",
                 "telecom":[{"system":"phone","value":"+1-613-555-0194"},{"system":"email","value":"a@example.org"}],
                 "address":[{"line":["Lindenweg 820"],"city":"Zellbach","state":"Tirol","postalCode":"64007","country":"AT"}]}
                """.formatted(RED));
        Client.Answer replaced = put("IHERED-m94", """
                {"resourceType":"Patient","active":false,"identifier":[{"system":"%s","value":"IHERED-m94"}],
                 "name":[{"family":"Mohrenkopf","given":["Maiden"]}],"gender":"female","birthDate":"1958-01-30",
                 "link":[{"type":"replaced-by","other":{"identifier":{"system":"%s","value":"IHERED-994"}}}]}
                """.formatted(RED, RED));

        assertThat(revised.status()).isEqualTo(200);
        assertThat(revised.id()).isEqualTo(mohr);
        assertThat(replaced.status()).isEqualTo(201);
        assertThat(found("family=Mohrenkopf&active=true")).isEqualTo(1);
    }

    @Test
    void theStatementNamesTheProfiles() {
        var statement = client.get("/metadata").body();

        assertThat(statement.path("instantiates").valueStream().map(each -> each.asString("")))
                .containsExactlyElementsOf(Capability.PROFILES);
        assertThat(List.of("$match", "$ihe-pix"))
                .allSatisfy(operation -> assertThat(
                                client.post("/Patient/" + operation, "{\"resourceType\":\"Parameters\"}")
                                        .status())
                        .isEqualTo(400));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
