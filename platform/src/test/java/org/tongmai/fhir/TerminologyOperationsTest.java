package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.store.Terms;
import tools.jackson.databind.JsonNode;

/** The terminology operations over HTTP: what is posted counts at once. */
class TerminologyOperationsTest {

    private static final String COLOURS = """
            {"resourceType":"CodeSystem","url":"urn:colours","version":"1","status":"active","content":"complete",
             "title":"Colours","valueSet":"urn:colours-all","concept":[
              {"code":"warm","display":"Warm","concept":[{"code":"red","display":"Red","definition":"As blood is.",
                "designation":[{"language":"zh-CN","value":"红"}]},{"code":"orange","display":"Orange"}]},
              {"code":"blue","display":"Blue"}]}
            """;

    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.auth=none");
        client = new Client(node.url());
        client.put("/CodeSystem/colours", COLOURS);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static JsonNode value(Client.Answer answer, String name) {
        for (JsonNode each : answer.body().path("parameter")) {
            if (each.path("name").asString("").equals(name)) {
                return each;
            }
        }
        return answer.body().path("nothing");
    }

    private static boolean result(Client.Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return value(answer, "result").path("valueBoolean").asBoolean(false);
    }

    @Test
    void whatIsPostedChangedAndDeletedCountsAtOnce() {
        String body = """
                {"resourceType":"ValueSet","url":"urn:some","status":"active","compose":{"include":[
                 {"system":"urn:colours","concept":[{"code":"%s"}]}]}}
                """;
        String ask = "/ValueSet/$validate-code?url=urn:some&system=urn:colours&code=red";

        assertThat(client.get(ask).code()).isEqualTo("directory.value-set-unknown");
        client.put("/ValueSet/some", body.formatted("red"));
        assertThat(result(client.get(ask))).isTrue();
        client.put("/ValueSet/some", body.formatted("blue"));
        assertThat(result(client.get(ask))).isFalse();
        client.send("DELETE", "/ValueSet/some", BodyPublishers.noBody());
        assertThat(client.get(ask).code()).isEqualTo("directory.value-set-unknown");
    }

    @Test
    void expandListsByUrlByIdAndOfAResourceSentAlong() {
        String valueSet = """
                {"resourceType":"ValueSet","url":"urn:warm","name":"Warm","status":"active","compose":{"include":[{"system":"urn:colours",
                 "filter":[{"property":"concept","op":"descendent-of","value":"warm"}]}]}}
                """;
        client.put("/ValueSet/warm", valueSet);

        Client.Answer byUrl = client.get("/ValueSet/$expand?url=urn:warm&displayLanguage=zh-CN");
        Client.Answer byId = client.get("/ValueSet/warm/$expand");
        Client.Answer sent = client.post("/ValueSet/$expand", valueSet);
        Client.Answer inParameters = client.post(
                "/ValueSet/$expand",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"valueSet\",\"resource\":" + valueSet
                        + "},{\"name\":\"count\",\"valueInteger\":1}]}");
        Client.Answer all = client.get("/ValueSet/$expand?url=urn:colours-all");

        assertThat(byUrl.body().at("/expansion/contains/0/display").asString(""))
                .isEqualTo("红");
        assertThat(byUrl.body().path("name").asString("")).isEqualTo("Warm");
        assertThat(byId.body().at("/expansion/total").asInt(0)).isEqualTo(2);
        assertThat(sent.body().at("/expansion/contains/1/code").asString("")).isEqualTo("orange");
        assertThat(inParameters.body().at("/expansion/contains")).hasSize(1);
        assertThat(inParameters.body().at("/expansion/total").asInt(0)).isEqualTo(2);
        assertThat(all.body().at("/expansion/total").asInt(0)).isEqualTo(4);
    }

    @Test
    void lookupTellsNameDisplayDesignationsAndProperties() {
        Client.Answer red = client.get("/CodeSystem/$lookup?system=urn:colours&code=red");
        Client.Answer coding = client.post(
                "/CodeSystem/$lookup",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"coding\",\"valueCoding\":"
                        + "{\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"}}]}");

        assertThat(value(red, "name").path("valueString").asString("")).isEqualTo("Colours");
        assertThat(value(red, "display").path("valueString").asString("")).isEqualTo("Red");
        assertThat(red.body().toString()).contains("红", "As blood is.", "\"valueCode\":\"warm\"");
        assertThat(value(coding, "display").path("valueString").asString("")).contains("kilogram");
        assertThat(client.get("/CodeSystem/$lookup?system=urn:colours&code=grey")
                        .code())
                .isEqualTo("directory.code-unknown");
        assertThat(client.get("/CodeSystem/$lookup?system=urn:nothing&code=grey")
                        .code())
                .isEqualTo("directory.code-system-unknown");
        assertThat(client.get("/CodeSystem/$lookup?code=red").code()).isEqualTo("fhir.parameter-missing");
    }

    @Test
    void validateCodeSaysWhatIsWrong() {
        Client.Answer display = client.get("/CodeSystem/$validate-code?url=urn:colours&code=red&display=Green");
        Client.Answer concept = client.post(
                "/ValueSet/$validate-code",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"url\",\"valueUri\":\"urn:colours-all\"},"
                        + "{\"name\":\"codeableConcept\",\"valueCodeableConcept\":{\"coding\":["
                        + "{\"system\":\"urn:colours\",\"code\":\"grey\"},{\"system\":\"urn:colours\",\"code\":\"blue\"}]}}]}");

        assertThat(result(display)).isFalse();
        assertThat(value(display, "message").path("valueString").asString("")).contains("Green", "Red");
        assertThat(result(concept)).isTrue();
        assertThat(result(client.get("/CodeSystem/colours/$validate-code?code=orange")))
                .isTrue();
        assertThat(client.get("/ValueSet/$expand?url=urn:colours-all&context=x").code())
                .isEqualTo("fhir.parameter-unsupported");
    }

    @Test
    void subsumesAnswersFromTheHierarchy() {
        assertThat(value(client.get("/CodeSystem/$subsumes?system=urn:colours&codeA=warm&codeB=red"), "outcome")
                        .path("valueCode")
                        .asString(""))
                .isEqualTo("subsumes");
        assertThat(value(client.get("/CodeSystem/colours/$subsumes?codeA=red&codeB=blue"), "outcome")
                        .path("valueCode")
                        .asString(""))
                .isEqualTo("not-subsumed");
    }

    @Test
    void translateGoesBothWays() {
        client.put("/ConceptMap/paint", """
                {"resourceType":"ConceptMap","url":"urn:paint","status":"active","sourceUri":"urn:colours-all","targetUri":"urn:paints-all",
                 "group":[{"source":"urn:colours","target":"urn:paints","element":[
                  {"code":"red","target":[{"code":"vermilion","display":"Vermilion","equivalence":"narrower"}]},
                  {"code":"blue","target":[{"code":"cobalt","equivalence":"equivalent",
                    "dependsOn":[{"property":"urn:medium","value":"oil"}]}]}],
                  "unmapped":{"mode":"fixed","code":"mixed"}}]}
                """);

        Client.Answer there = client.get("/ConceptMap/$translate?system=urn:colours&code=red&targetsystem=urn:paints");
        Client.Answer back = client.get("/ConceptMap/paint/$translate?system=urn:paints&code=vermilion&reverse=true");
        Client.Answer unmapped = client.get("/ConceptMap/$translate?url=urn:paint&system=urn:colours&code=warm");
        Client.Answer dependent = client.get("/ConceptMap/$translate?url=urn:paint&system=urn:colours&code=blue");

        assertThat(result(there)).isTrue();
        assertThat(there.body().toString()).contains("\"narrower\"", "\"vermilion\"", "urn:paint");
        assertThat(back.body().toString()).contains("\"wider\"", "\"red\"");
        assertThat(unmapped.body().toString()).contains("\"mixed\"");
        assertThat(result(dependent)).isFalse();
        assertThat(client.get("/ConceptMap/$translate?url=urn:none&system=urn:colours&code=red")
                        .code())
                .isEqualTo("directory.concept-map-unknown");
    }

    @Test
    void theCodeTablesOfThePlatformAreCodeSystems() {
        Client.Answer han = client.get(
                "/CodeSystem/$lookup?system=https://tongmai.org/fhir/CodeSystem/ethnicity&code=01&displayLanguage=en");

        assertThat(value(han, "display").path("valueString").asString("")).isEqualTo("Han");
        assertThat(client.get("/ValueSet/$expand?url=https://tongmai.org/fhir/ValueSet/ethnicity&filter=%E8%92%99")
                        .body()
                        .at("/expansion/contains/0/code")
                        .asString(""))
                .isEqualTo("02");
    }

    @Test
    void searchLearnsMembersAndBranches() {
        Terminology terminology = node.bean(Terminology.class);

        assertThat(terminology.members("http://hl7.org/fhir/ValueSet/administrative-gender"))
                .contains(new Terms.Term("http://hl7.org/fhir/administrative-gender", "female"))
                .hasSize(4);
        assertThat(terminology.below("urn:colours", "warm"))
                .containsExactlyInAnyOrder(
                        new Terms.Term("urn:colours", "warm"),
                        new Terms.Term("urn:colours", "red"),
                        new Terms.Term("urn:colours", "orange"));
        assertThat(terminology.above("urn:colours", "red")).hasSize(2);
        client.post("/Patient", "{\"resourceType\":\"Patient\",\"gender\":\"female\"}");
        assertThat(client.get("/Patient?gender:in=http://hl7.org/fhir/ValueSet/administrative-gender")
                        .total())
                .isEqualTo(1);
        assertThat(terminology.below("urn:unknown", "x")).containsExactly(new Terms.Term("urn:unknown", "x"));
    }
}
