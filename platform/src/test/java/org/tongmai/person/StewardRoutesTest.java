package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
}
