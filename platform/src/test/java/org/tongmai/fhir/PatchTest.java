package org.tongmai.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Json;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Patch and FHIRPath Patch, without a node: HL7's test cases, and what a hostile patch comes to. */
class PatchTest {

    private static final String CASES = "/org/hl7/fhir/testcases/r4/patch/";

    @TestFactory
    Stream<DynamicTest> fhirPathPatchesOfHl7() throws Exception {
        NodeList cases = FhirPathTest.xml(CASES + "fhir-patch-tests.xml").getElementsByTagName("case");
        assertThat(cases.getLength()).isGreaterThan(30);
        return Stream.iterate(0, i -> i + 1).limit(cases.getLength()).map(i -> {
            Element each = (Element) cases.item(i);
            return DynamicTest.dynamicTest(each.getAttribute("name"), () -> fhirPathPatch(each));
        });
    }

    private static void fhirPathPatch(Element test) throws Exception {
        ObjectNode input = part(test, "input");
        ObjectNode diff = part(test, "diff");
        if (test.getElementsByTagName("error").getLength() > 0) {
            assertThatThrownBy(() -> PathPatch.read(diff).apply(input)).isInstanceOf(Problem.class);
            return;
        }

        ObjectNode patched = PathPatch.read(diff).apply(input);

        assertThat(quoted(patched)).isEqualTo(quoted(part(test, "output")));
    }

    /** In a narrative, a quotation mark may be written as an entity or as it is. */
    private static JsonNode quoted(ObjectNode resource) {
        String text = new String(Json.bytes(resource), StandardCharsets.UTF_8);
        return Json.read(text.replace("&quot;", "\\\"").getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode part(Element test, String name) throws Exception {
        return TestXml.json(FhirPathTest.first(test.getElementsByTagName(name).item(0)));
    }

    @TestFactory
    Stream<DynamicTest> jsonPatchesOfHl7() throws Exception {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(CASES + "json-patch-tests.json"))) {
            JsonNode cases = Json.mapper().readTree(in.readAllBytes());
            assertThat(cases).hasSizeGreaterThan(10);
            return cases.valueStream()
                    .map(each -> DynamicTest.dynamicTest(each.path("comment").asString(), () -> jsonPatch(each)));
        }
    }

    private static void jsonPatch(JsonNode test) {
        ObjectNode document = (ObjectNode) test.path("doc").deepCopy();
        Change.Patch patch = JsonPatch.read(Json.bytes(test.path("patch")));
        if (test.has("error")) {
            assertThatThrownBy(() -> patch.apply(document)).isInstanceOf(Problem.class);
        } else {
            assertThat(patch.apply(document)).isEqualTo(test.path("expected"));
        }
    }

    // -- what HL7's cases leave out

    private static ObjectNode json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(UTF_8));
    }

    private static Change.Patch jsonPatch(String text) {
        return JsonPatch.read(text.replace('\'', '"').getBytes(UTF_8));
    }

    private static ObjectNode operation(String type, String path, String more) {
        ObjectNode patch = json("{'resourceType':'Parameters','parameter':[{'name':'operation','part':["
                + "{'name':'type','valueCode':'" + type + "'},{'name':'path','valueString':''}" + more + "]}]}");
        ((ObjectNode) patch.at("/parameter/0/part/1")).put("valueString", path);
        return patch;
    }

    @Test
    void whatTheModelDoesNotKnowSurvivesAFhirPathPatch() {
        ObjectNode patient = json("{'resourceType':'Patient','id':'1','colour':'red','gender':'male',"
                + "'contact':[{'mood':'good','gender':'male'}]}");

        ObjectNode patched = PathPatch.read(
                        operation("replace", "Patient.contact[0].gender", ",{'name':'value','valueCode':'female'}"))
                .apply(patient);

        assertThat(patched)
                .isEqualTo(json("{'resourceType':'Patient','id':'1','colour':'red','gender':'male',"
                        + "'contact':[{'mood':'good','gender':'female'}]}"));
    }

    @Test
    void aPrimitiveMovesWithItsExtensions() {
        ObjectNode patient = json("{'resourceType':'Patient','name':[{'given':['a','b','c'],"
                + "'_given':[null,{'extension':[{'url':'urn:x','valueString':'of b'}]},null]}]}");

        ObjectNode patched = PathPatch.read(operation(
                        "move",
                        "Patient.name[0].given",
                        ",{'name':'source','valueInteger':1},{'name':'destination','valueInteger':0}"))
                .apply(patient);

        assertThat(patched)
                .isEqualTo(json("{'resourceType':'Patient','name':[{'given':['b','a','c'],"
                        + "'_given':[{'extension':[{'url':'urn:x','valueString':'of b'}]},null,null]}]}"));
    }

    @Test
    void aChoiceIsReplacedByAnotherTypeAndNotGivenTwice() {
        ObjectNode patient = json("{'resourceType':'Patient','deceasedBoolean':true}");

        ObjectNode patched = PathPatch.read(
                        operation("replace", "Patient.deceased", ",{'name':'value','valueDateTime':'2026-01-01'}"))
                .apply(patient);

        assertThat(patched).isEqualTo(json("{'resourceType':'Patient','deceasedDateTime':'2026-01-01'}"));
        assertThatThrownBy(() -> PathPatch.read(operation(
                                "add",
                                "Patient",
                                ",{'name':'name','valueString':'deceased'}," + "{'name':'value','valueBoolean':true}"))
                        .apply(patched))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.code()).isEqualTo("fhir.patch-not-applicable"));
    }

    @Test
    void anExtensionIsAddedToAPrimitiveAndDeletedFromIt() {
        ObjectNode patient = json("{'resourceType':'Patient','birthDate':'1980-01-01'}");

        ObjectNode added = PathPatch.read(operation(
                        "add",
                        "Patient.birthDate",
                        ",{'name':'name','valueString':'extension'},"
                                + "{'name':'value','valueExtension':{'url':'urn:x','valueString':'at noon'}}"))
                .apply(patient);

        assertThat(added)
                .isEqualTo(json("{'resourceType':'Patient','birthDate':'1980-01-01',"
                        + "'_birthDate':{'extension':[{'url':'urn:x','valueString':'at noon'}]}}"));
        assertThat(PathPatch.read(operation("delete", "Patient.birthDate.extension('urn:x')", ""))
                        .apply(added))
                .isEqualTo(json("{'resourceType':'Patient','birthDate':'1980-01-01'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient.descendants()",
                "Patient.repeat(contact)",
                "Patient.identifier.select(%resource.identifier).select(%resource.identifier)",
                "Patient.name.where(family.matches('(a+)+$'))",
                "Patient.name | Patient.name",
                "%resource.name",
                "Patient.name.aggregate($this + $total, '')",
                "Patient.managingOrganization.resolve()",
                "Patient.name.where('a' & 'b' = 'c')",
                "Patient.name.trace('x')",
                "Patient.name[",
                "",
            })
    void aPathThatDoesMoreThanGoDownIsRefused(String path) {
        assertThatThrownBy(() -> PathPatch.read(operation("delete", path, "")))
                .isInstanceOfSatisfying(Problem.class, p -> {
                    assertThat(p.code()).isIn("fhir.patch-path-wrong", "fhir.patch-unreadable");
                    assertThat(p.where()).containsExactly("Parameters.parameter[0]");
                });
    }

    @Test
    void aPathOfAThousandBracketsIsRefused() {
        assertThatThrownBy(() -> PathPatch.read(operation("delete", "(".repeat(900), "")))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> PathPatch.read(operation("delete", "Patient" + ".name".repeat(1_000), "")))
                .isInstanceOf(Problem.class);
    }

    @Test
    void copiesThatDoubleAreStopped() {
        var bomb = new StringBuilder("[{'op':'add','path':'/extension','value':[{'url':'" + "x".repeat(1_000) + "'}]}");
        for (int i = 0; i < 40; i++) {
            bomb.append(",{'op':'copy','from':'/extension','path':'/extension/-'}");
        }
        Change.Patch patch = jsonPatch(bomb + "]");

        assertThatThrownBy(() -> patch.apply(json("{'resourceType':'Patient'}")))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("fhir.patch-too-much"));
    }

    @Test
    void nestingByCopiesIsStopped() {
        String deep = "[{'op':'add','path':'/a','value':{'a':{}}}"
                + ",{'op':'copy','from':'/a','path':'/a/a'}".repeat(500) + "]";

        assertThatThrownBy(() -> jsonPatch(deep).apply(json("{'resourceType':'Patient'}")))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("fhir.patch-too-much"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[{'op':'spell','path':'/a'}]",
                "[{'op':'add','path':'a','value':1}]",
                "[{'op':'add','path':'/a'}]",
                "[{'op':'move','path':'/a'}]",
                "[1]",
            })
    void aJsonPatchThatIsNoneIsRefused(String patch) {
        assertThatThrownBy(() -> jsonPatch(patch))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("fhir.patch-unreadable"));
    }
}
