package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Role;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import tools.jackson.databind.JsonNode;

/** What stewards watch: quality by institution, changes of links since a cursor, the history of a person. */
class StewardRoutesTest {

    private static final String NUMBER = "110105197803070016";

    private static TestNode node;
    private static TestBrowser steward;
    private static String a;
    private static String b;

    @BeforeAll
    static void register() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        node.account("steward", Role.STEWARD);
        steward = node.browser("steward");
        a = node.patient(TestNode.HOSPITAL_A, "陈建国", NUMBER);
        b = node.patient(TestNode.HOSPITAL_B, "陈建国", NUMBER);
        patient("{\"name\":[{\"text\":\"李四\"}],\"birthDate\":\"1900-01-01\"");
        patient(
                "{\"name\":[{\"text\":\"周子昂\"}],\"birthDate\":\"1988-02-03\",\"telecom\":[{\"system\":\"phone\",\"value\":\"13957100777\"}]");
        patient(
                "{\"name\":[{\"text\":\"周子昂\"}],\"birthDate\":\"1988-02-03\",\"telecom\":[{\"system\":\"phone\",\"value\":\"13957100777\"}]");
        node.settle();
    }

    private static String patient(String json) {
        return node.file(
                TestNode.HOSPITAL_A, "Patient", json.replaceFirst("\\{", "{\"resourceType\":\"Patient\",") + "}");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static JsonNode get(String path) {
        return steward.get("/api/person/" + path).json();
    }

    private static JsonNode ofHospitalA() {
        for (JsonNode each : get("quality").path("institutions")) {
            if (each.at("/institution/code").asString("").equals(TestNode.HOSPITAL_A)) {
                return each;
            }
        }
        throw new AssertionError("not counted");
    }

    @Test
    void qualityIsCountedByInstitutionAndFollowsEachChange() {
        JsonNode before = ofHospitalA();
        String later = patient("{\"name\":[{\"text\":\"吴九\"}]");
        node.settle();
        JsonNode after = ofHospitalA();

        assertThat(before.path("duplicates").asInt()).isEqualTo(1);
        assertThat(before.path("withPlaceholder").asInt()).isEqualTo(1);
        assertThat(after.path("registrations").asInt())
                .isEqualTo(before.path("registrations").asInt() + 1);
        assertThat(after.path("withoutBirthDate").asInt())
                .isEqualTo(before.path("withoutBirthDate").asInt() + 1);
        assertThat(after.path("withoutNumber").asInt())
                .isEqualTo(before.path("withoutNumber").asInt() + 1);
        assertThat(later).isNotEmpty();
        assertThat(node.jdbc()
                        .sql("select sum(registrations) from person.quality")
                        .query(Long.class)
                        .single())
                .isEqualTo(node.jdbc()
                        .sql("select count(*) from person.identity")
                        .query(Long.class)
                        .single());
    }

    @Test
    void changesComeInTheirOrderSinceACursor() {
        List<String> seen = new ArrayList<>();
        String cursor = "0";
        for (JsonNode page = get("changes?since=0&count=2");
                !page.path("changes").isEmpty();
                page = get("changes?since=" + cursor + "&count=2")) {
            page.path("changes").forEach(each -> seen.add(each.path("id").asString()));
            cursor = page.path("next").asString();
        }
        var persons = node.bean(Persons.class);
        long one = persons.identityOf(a).map(Identity::compartment).orElseThrow();
        persons.unlink(one, "li", "another's card");
        JsonNode change = get("changes?since=" + cursor).path("changes").path(0);
        persons.link(one, persons.identityOf(b).map(Identity::compartment).orElseThrow(), "li", "his own after all");

        assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(5);
        assertThat(change.path("before").asString(""))
                .isNotEqualTo(change.path("now").asString(""));
        assertThat(change.path("partedFrom")).hasSize(1);
        assertThat(List.of(a, b))
                .contains(change.at("/partedFrom/0").asString(""))
                .contains(change.path("patient").asString(""));
        assertThat(change.path("decidedBy").asString("")).isEqualTo("li");
        assertThat(change.at("/explanation/sentence/zh").asString("")).isNotEmpty();
    }

    @Test
    void theHistoryOfAPersonTellsPeriodsAndWordsAndLeavesATrace() {
        var persons = node.bean(Persons.class);
        String c = node.patient(TestNode.HOSPITAL_A, "钱多多", "110105197803070139");
        String d = node.patient(TestNode.HOSPITAL_B, "钱多多", "110105197803070139");
        node.settle();
        long one = persons.identityOf(d).map(Identity::compartment).orElseThrow();
        persons.unlink(one, "li", "another's card");

        JsonNode history = get(d + "/history");

        assertThat(history.path("members")).hasSize(1);
        assertThat(history.path("periods").size()).isGreaterThan(1);
        assertThat(history.at("/decisions/0/reason").asString("")).isEqualTo("another's card");
        assertThat(history.at("/decisions/0/kind").asString("")).isEqualTo("unlink");
        assertThat(history.at("/decisions/0/about/0/patient").asString("")).isEqualTo(d);
        assertThat(history.at("/decisions/0/about/1/patient").asString("")).isEqualTo(c);
        assertThat(node.jdbc()
                        .sql("select count(*) from access.look where account = 'steward' and compartment = ?")
                        .param(one)
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    @Test
    void theQueueIsNarrowedToAnInstitution() {
        String number = "110105197803070155";
        node.patient(TestNode.HOSPITAL_A, "孙大明", number);
        node.patient(TestNode.HOSPITAL_B, "赵小光", number);
        node.settle();

        assertThat(get("possible?institution=" + TestNode.HOSPITAL_B)
                        .path("pairs")
                        .size())
                .isPositive();
        assertThat(get("possible?institution=NOBODY000000000000").path("pairs")).isEmpty();
    }

    /** Another steward decides about what was seen already and about what was not; nobody else's pair is lost or seen again. */
    @Test
    void theQueueIsReadPageByPageWhileOthersDecide() {
        for (int i = 0; i < 6; i++) {
            String number = List.of(
                            "110105197803072011",
                            "110105197803072038",
                            "110105197803072054",
                            "110105197803072070",
                            "110105197803072097",
                            "110105197803072118")
                    .get(i);
            node.patient(TestNode.HOSPITAL_A, "郑成功", number);
            node.patient(
                    TestNode.HOSPITAL_B,
                    List.of("施琅", "施世纶", "姚启圣", "李光地", "万正色", "吴兴祚").get(i),
                    number);
        }
        node.settle();
        List<String> whole = places(get("possible?count=100"));
        assertThat(whole).hasSizeGreaterThanOrEqualTo(6);

        JsonNode first = get("possible?count=2");
        List<String> seen = new ArrayList<>(places(first));
        decide(first.path("pairs").path(0));
        decide(get("possible?count=100").path("pairs").path(whole.size() - 2));
        String decidedUnseen = whole.getLast();
        for (String next = first.path("next").asString(""); !next.isEmpty(); ) {
            JsonNode page = get("possible?count=2&after=" + next);
            seen.addAll(places(page));
            next = page.path("next").asString("");
        }

        List<String> expected = new ArrayList<>(whole);
        expected.remove(decidedUnseen);
        assertThat(seen).containsExactlyElementsOf(expected);
        assertThat(steward.get("/api/person/possible?after=nowhere").code()).isEqualTo("person.place-unreadable");
    }

    /** Whoever joins two registrations joins all that stand with either; so they are told, and what is told is traced. */
    @Test
    void aPairTellsWhoStandsWithEachSideAndTheSumAgainstItsBound() {
        String number = "110105197803072257";
        String first = node.patient(TestNode.HOSPITAL_A, "戚继光", number);
        String same = node.patient(TestNode.HOSPITAL_B, "戚继光", number);
        String other = node.patient(TestNode.HOSPITAL_B, "俞大猷", number);
        node.settle();

        JsonNode page = get("possible?count=100");

        JsonNode pair = page.path("pairs")
                .valueStream()
                .filter(each -> List.of(
                                each.at("/a/patient").asString(),
                                each.at("/b/patient").asString())
                        .contains(other))
                .findFirst()
                .orElseThrow();
        String side = pair.at("/a/patient").asString("").equals(other) ? "/bWith" : "/aWith";
        assertThat(pair.at(side + "/count").asInt()).isEqualTo(2);
        assertThat(pair.at(side + "/others/0/name").asString("")).isEqualTo("戚继光");
        assertThat(List.of(first, same))
                .contains(pair.at(side + "/others/0/patient").asString(""));
        assertThat(page.path("needed").asDouble()).isEqualTo(10);
        double parts = pair.at("/explanation/facts")
                .valueStream()
                .mapToDouble(fact -> fact.path("weight").asDouble())
                .sum();
        assertThat(pair.path("bits").asDouble())
                .isLessThanOrEqualTo(page.path("prior").asDouble() + parts + 0.01);
        long unseen = node.bean(Persons.class)
                .identityOf(same)
                .map(Identity::compartment)
                .orElseThrow();
        assertThat(node.jdbc()
                        .sql("select count(*) from access.look where account = 'steward' and compartment = ?")
                        .param(unseen)
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    @Test
    void aDecisionIsUndoneForAReasonThatIsKept() {
        String number = "110105197803072273";
        String c = node.patient(TestNode.HOSPITAL_A, "海瑞", number);
        node.patient(TestNode.HOSPITAL_B, "海瑞", number);
        node.settle();
        steward.post("/api/person/unlink", Map.of("patient", c, "reason", "another's card"));
        String decision = get(c + "/history").at("/decisions/0/id").asString("");

        var without = steward.post("/api/person/decisions/" + decision + "/undo", Map.of());
        var with = steward.post("/api/person/decisions/" + decision + "/undo", Map.of("reason", "his own after all"));

        assertThat(without.code()).isEqualTo("person.reason-missing");
        assertThat(with.status()).isEqualTo(204);
        assertThat(get("decisions").path("decisions").valueStream())
                .filteredOn(each -> each.path("id").asString("").equals(decision))
                .extracting(each -> each.path("overReason").asString(""))
                .containsExactly("his own after all");
    }

    private static List<String> places(JsonNode page) {
        return page.path("pairs")
                .valueStream()
                .map(pair -> pair.at("/a/patient").asString("") + " "
                        + pair.at("/b/patient").asString(""))
                .toList();
    }

    private static void decide(JsonNode pair) {
        int status = steward.post(
                        "/api/person/unlink",
                        Map.of(
                                "patient", pair.at("/a/patient").asString(""),
                                "from", pair.at("/b/patient").asString(""),
                                "reason", "two people"))
                .status();
        assertThat(status).isEqualTo(204);
    }

    @Test
    void aStewardFindsSomebodyByNumberOrByNameAndBirthDateAndLeavesATrace() {
        String c = node.patient(TestNode.HOSPITAL_A, "冯小刚", "110105197803072214");
        String d = node.patient(TestNode.HOSPITAL_B, "冯晓刚", "110105197803072214");
        node.file(TestNode.HOSPITAL_A, "Patient", """
                {"resourceType":"Patient","name":[{"text":"秦良玉"}],"birthDate":"1978-03-07",
                 "telecom":[{"system":"phone","value":"13957100778"}],
                 "identifier":[{"system":"urn:oid:2.16.156.10011.1.3","value":"110105197803072230"}]}
                """);
        node.patient(TestNode.HOSPITAL_B, "秦良玉", "110105197803072230");
        node.settle();
        long asked = asked();

        JsonNode byNumber = search(Map.of("number", "110105197803072214"));
        JsonNode byName = search(Map.of("name", "冯小刚", "birthDate", "1978-03-07"));
        JsonNode byPerson =
                search(Map.of("person", byName.at("/persons/0/person").asString("")));
        JsonNode nobody = search(Map.of("name", "冯小刚", "birthDate", "1999-03-07"));

        for (JsonNode found : List.of(byNumber, byName, byPerson)) {
            assertThat(found.path("persons")).hasSize(1);
            assertThat(found.at("/persons/0/found")
                            .valueStream()
                            .map(each -> each.path("patient").asString("")))
                    .containsExactlyInAnyOrder(c, d);
        }
        JsonNode ofOneTelephone = search(Map.of("number", "13957100778"));
        assertThat(ofOneTelephone.at("/persons/0/found")).hasSize(1);
        assertThat(ofOneTelephone.at("/persons/0/registrations").asInt()).isEqualTo(2);
        asked++;
        assertThat(nobody.path("persons")).isEmpty();
        assertThat(asked()).isEqualTo(asked + 4);
        assertThat(node.jdbc()
                        .sql(
                                "select count(*) from access.look where account = 'steward' and interaction = 'demographics'"
                                        + " and compartment = ?")
                        .param(node.compartment(c))
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void aNameOrABirthDateAloneFindsNobody() {
        for (Map<String, String> little :
                List.of(Map.of("name", "冯小刚"), Map.of("birthDate", "1978-03-07"), Map.<String, String>of())) {
            assertThat(steward.post("/api/person/search", little).code()).isEqualTo("person.search-too-little");
        }
        assertThat(steward.post("/api/person/search", Map.of("birthDate", "7.3.1978"))
                        .code())
                .isEqualTo("person.birth-date-unreadable");
        assertThat(steward.post("/api/person/search", Map.of("person", "王")).code())
                .isEqualTo("person.number-unreadable");
    }

    private static JsonNode search(Map<String, String> asked) {
        return steward.post("/api/person/search", asked).json();
    }

    private static long asked() {
        return node.jdbc()
                .sql("select coalesce(sum(asked), 0) from access.inquiry where account = 'steward'")
                .query(Long.class)
                .single();
    }
}
