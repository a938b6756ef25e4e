package org.tongmai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tongmai.kernel.Problem;
import org.tongmai.node.TestDatabase;

/** Search parameters that users define, and what is done with parameters that nobody defined. */
class CustomParameterTest {

    private static final Scope ALL = Scope.everything();
    private static final String WARD = "http://example.org/ward";

    private static Store store;
    private static String organization;

    @BeforeAll
    static void load() {
        store = Store.on(TestDatabase.fresh().dataSource(), Clock.systemUTC());
        store.start();
        organization = one("{'resourceType':'Organization','name':'Ward 7','active':true}");
        String home = one("{'resourceType':'Patient','gender':'male','extension':[{'url':'" + WARD
                + "','valueReference':{'reference':'" + organization
                + "'}},{'url':'urn:weight','valueQuantity':{'value':3.5,"
                + "'system':'http://unitsofmeasure.org','code':'kg'}},{'url':'urn:class','valueCoding':{'system':'urn:c','code':'a'}}],"
                + "'maritalStatus':{'coding':[{'system':'urn:m','code':'S'}]}}");
        one(
                "{'resourceType':'Patient','gender':'female','extension':[{'url':'urn:class','valueCoding':{'system':'urn:c',"
                        + "'code':'b'}},{'url':'urn:weight','valueQuantity':{'value':2.5,'system':'http://unitsofmeasure.org','code':'kg'}}]}");
        assertThat(home).startsWith("Patient/");
        define("ward", "reference", "Patient", "Patient.extension('" + WARD + "').value.ofType(Reference)");
        define("weight", "quantity", "Patient", "(Patient.extension.where(url = 'urn:weight').value as Quantity)");
        define("class", "token", "Patient", "Patient.extension('urn:class').value as Coding");
        define("marital", "token", "Patient", "Patient.maritalStatus | Person.link.assurance");
        define("odd", "token", "Patient", "Patient.name.where(use.exists()).family.first()");
        define("nowhere", "token", "Patient", "Patient.shoeSize");
    }

    @AfterAll
    static void close() {
        store.stop();
    }

    private static String one(String json) {
        byte[] body = Samples.bytes(json.replace('\'', '"'));
        var done = store.transact(
                        List.of(Change.create(
                                Json.read(body).path("resourceType").asString(""), body)),
                        Origin.platform())
                .entries()
                .getFirst();
        return done.type() + "/" + done.id();
    }

    private static void define(String code, String kind, String base, String expression) {
        var resource = Json.object()
                .put("resourceType", "SearchParameter")
                .put("url", "http://example.org/" + code)
                .put("name", code)
                .put("status", "active")
                .put("description", code)
                .put("code", code)
                .put("type", kind)
                .put("expression", expression);
        resource.putArray("base").add(base);
        resource.putArray("target").add("Organization");
        store.transact(List.of(Change.create("SearchParameter", Json.bytes(resource))), Origin.platform());
    }

    private static long found(String text) {
        return store.search(QueryText.read(text), ALL).total();
    }

    @ParameterizedTest
    @CsvSource({
        "Patient?class=urn:c|a, 1",
        "Patient?class:not=urn:c|a, 1",
        "Patient?class:missing=false, 2",
        "Patient?weight=gt3000|http://unitsofmeasure.org|g, 1",
        "Patient?weight=lt4, 2",
        "Patient?marital=S, 1",
        "Patient?ward.name=ward, 1",
        "Patient?ward:Organization.name=nobody, 0",
        "Organization?_has:Patient:ward:gender=male, 1",
        "Organization?_has:Patient:ward:gender=female, 0",
        "Patient?class=a&gender=male, 1",
        "Patient?_sort=-weight, 2"
    })
    void aDefinedParameterIsSearchedByFromItsCommitOn(String query, int matches) {
        assertThat(found(query)).isEqualTo(matches);
    }

    @Test
    void aReferenceIsFoundByAnySpelling() {
        assertThat(found("Patient?ward=" + organization)).isOne();
        assertThat(found("Patient?ward=" + organization.substring(13))).isOne();
        assertThat(found("Patient?ward=Organization/other")).isZero();
    }

    @Test
    void whatIsRetiredIsNoParameter() {
        String id =
                one("{'resourceType':'SearchParameter','url':'urn:p','name':'p','status':'active','code':'past','type':'token',"
                                + "'description':'x','base':['Patient'],'expression':'Patient.gender'}")
                        .substring("SearchParameter/".length());
        assertThat(found("Patient?past=male")).isOne();

        byte[] retired = Samples.bytes("{\"resourceType\":\"SearchParameter\",\"id\":\"" + id
                + "\",\"url\":\"urn:p\",\"name\":\"p\",\"status\":\"retired\",\"code\":\"past\",\"type\":\"token\","
                + "\"description\":\"x\",\"base\":[\"Patient\"],\"expression\":\"Patient.gender\"}");
        store.transact(List.of(Change.update("SearchParameter", id, retired)), Origin.platform());

        assertThatThrownBy(() -> found("Patient?past=male")).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({"odd", "nowhere"})
    void anExpressionThatIsNotSupportedIsRefusedNotGuessed(String code) {
        assertThatThrownBy(() -> found("Patient?" + code + "=x"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("store.parameter-unsupported"));
    }

    @Test
    void lenientLeavesAsideWhatIsNotUnderstoodAndTellsIt() {
        Lenient lenient = store.understood(
                List.of("Patient"),
                Map.of(
                        "gender", List.of("male"),
                        "class", List.of("a"),
                        "nothing", List.of("x"),
                        "name:below", List.of("x"),
                        "organization.name", List.of("x"),
                        "_has:Encounter:patient:nothing", List.of("x"),
                        "_has:Encounter:patient:status", List.of("finished"),
                        "_sort", List.of("shoe"),
                        "_count", List.of("3"),
                        "_elements", List.of("id")));

        assertThat(lenient.ignored())
                .containsExactlyInAnyOrder("nothing", "name:below", "_has:Encounter:patient:nothing", "_sort");
        assertThat(lenient.parameters()).hasSize(6);
        assertThatThrownBy(() -> store.understood(List.of("Patient"), Map.of("birthdate", List.of("soon"))))
                .isInstanceOf(Problem.class);
    }
}
