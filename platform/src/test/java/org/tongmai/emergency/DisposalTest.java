package org.tongmai.emergency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Role;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.receipt.KeyList;
import org.tongmai.access.receipt.Statement;
import org.tongmai.access.receipt.Unreadable;
import org.tongmai.access.receipt.Verification;
import tools.jackson.databind.JsonNode;

/** What becomes of the personal data of an event after its closing, and the proof of it. */
class DisposalTest extends OnEmergencyNode {

    private static final Duration RETENTION = Duration.ofDays(180);

    /** What tells who somebody is, each told to another part of the event. */
    private static final List<String> TELLING = List.of(
            "欧阳建国",
            "13800001234",
            "文一路小区三幢",
            "东方丝绸厂",
            "李四妹",
            "张家大院",
            "护士王小明",
            "腹痛难忍",
            "GⅡ型阳性甲",
            "孕三十周",
            "给老赵看的日报",
            "老赵的名单");

    private static TestBrowser operator;

    @BeforeAll
    static void operator() {
        node.account("operator2", Role.OPERATOR);
        operator = node.browser("operator2");
    }

    @Test
    void nothingPersonalIsLeftInAnyTableAndEveryNumberStays() {
        String id = filled("处置");
        JsonNode figures = event(county, id).path("figures");
        JsonNode list = people(county, id, "?who=CASE");
        close(id);
        for (String telling : TELLING) {
            assertThat(holding(telling)).as(telling + " before").isNotEmpty();
        }

        JsonNode state = dispose(id).json();

        for (String telling : TELLING) {
            assertThat(holding(telling)).as(telling).isEmpty();
        }
        assertThat(counts(state.path("left")))
                .hasSize(10)
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isZero());
        assertThat(counts(state.path("disposal").path("removed")))
                .containsEntry("person", 2)
                .containsEntry("exposure", 1)
                .containsEntry("place", 1)
                .containsEntry("meeting", 1)
                .containsEntry("follow_up", 1)
                .containsEntry("sample", 1)
                .containsEntry("custody", 2)
                .containsEntry("view", 1)
                .containsEntry("transfer", 1)
                .containsEntry("look", 1);
        assertThat(event(county, id).path("figures")).isEqualTo(figures);
        JsonNode left = people(county, id, "?who=CASE");
        assertThat(left.path("total")).isEqualTo(list.path("total"));
        assertThat(left.path("people").get(0).path("onset"))
                .isEqualTo(list.path("people").get(0).path("onset"));
        assertThat(left.path("people").get(0).path("person").asString("x")).isEmpty();
        assertThat(county.get(EVENTS + "/" + id + "/people/1").code()).isEqualTo("emergency.person-unknown");
        assertThat(county.get(EVENTS + "/" + id + "/history").raw().body()).contains("Disposed");
        assertThat(dispose(id).code()).isEqualTo("emergency.disposed");
    }

    @Test
    void anotherEventKeepsItsPeople() {
        String kept = responding("另一事件");
        int person = add(kept, ill("周小川", "CONFIRMED", 2));
        String id = responding("被处置的");
        add(id, ill("吴小川", "CONFIRMED", 2));
        close(id);

        dispose(id);

        assertThat(person(county, kept, person).path("who").path("name").asString(""))
                .isEqualTo("周小川");
        assertThat(holding("吴小川")).isEmpty();
    }

    @Test
    void theStatementIsVerifiedWithoutThePlatform() throws Unreadable {
        String id = filled("证明");
        close(id);
        assertThat(county.get(EVENTS + "/" + id + "/disposal/receipt").code()).isEqualTo("emergency.not-disposed");
        dispose(id);

        String line = province.get(EVENTS + "/" + id + "/disposal/receipt")
                .raw()
                .body()
                .strip();
        var verification = new Verification(keys(), null);
        Verification.Outcome outcome = verification.reader().verify(line);

        assertThat(outcome.wrong()).isNull();
        assertThat(verification.heads()).isEmpty();
        assertThat(Objects.requireNonNull(outcome.proven()).entry())
                .isInstanceOfSatisfying(Statement.class, statement -> {
                    assertThat(statement.kind()).isEqualTo("disposal");
                    assertThat(statement.about()).isEqualTo("emergency.event " + id);
                    assertThat(statement.account()).isEqualTo("cdc.county");
                    assertThat(statement.counts()).containsEntry("person", 2);
                });
        String more = line.replace("\"person\":2", "\"person\":1");
        assertThat(more).isNotEqualTo(line);
        assertThat(new Verification(keys(), null).reader().verify(more).wrong()).isNotNull();
    }

    @Test
    void aStatementThatIsChangedInTheDatabaseIsFound() {
        String id = responding("改库");
        add(id, ill("赵云", "CONFIRMED", 2));
        close(id);
        long place = dispose(id).json().path("disposal").path("statement").asLong(-1);
        assertThat(wrong()).isEmpty();

        rename(place, "another");
        List<String> found = wrong();
        rename(place, "cdc.county");

        assertThat(found).containsExactly(place + " LOOK_CHANGED");
        assertThat(wrong()).isEmpty();
    }

    /** Past the platform, as only somebody who rules the database can. */
    private static void rename(long place, String account) {
        node.jdbc().sql("alter table access.statement disable trigger user").update();
        node.jdbc()
                .sql("update access.statement set account = ? where place = ?")
                .params(account, place)
                .update();
        node.jdbc().sql("alter table access.statement enable trigger user").update();
    }

    private static List<String> wrong() {
        return operator.post("/api/access/log/check", null)
                .json()
                .path("check")
                .path("wrong")
                .valueStream()
                .map(each ->
                        each.path("place").asLong() + " " + each.path("what").asString(""))
                .toList();
    }

    @Test
    void dataAreDisposedOfByThemselvesOnTheDayThatTheClosingSet() {
        String id = filled("到期");
        close(id);
        Instant closed =
                Instant.parse(event(county, id).path("event").path("changedAt").asString(""));
        Instant due = Instant.parse(disposal(id).path("dueAt").asString(""));
        assertThat(due).isEqualTo(closed.plus(RETENTION));

        tickAt(due.minusSeconds(1));
        assertThat(disposal(id).path("doneAt").isNull()).isTrue();
        tickAt(due);

        assertThat(disposal(id).path("doneAt").asString("")).isEqualTo(due.toString());
        assertThat(county.get(EVENTS + "/" + id + "/history").raw().body()).contains("\"平台\"");
        assertThat(county.get(EVENTS + "/" + id + "/disposal/receipt").status()).isEqualTo(200);
    }

    @Test
    void anInquiryPutsItOffWithAReasonAndNotForEver() {
        String id = responding("延期");
        add(id, ill("赵云", "CONFIRMED", 2));
        assertThat(set(county, id, Instant.now().plus(Duration.ofDays(9)), "调查评估")
                        .code())
                .isEqualTo("emergency.not-closed");
        close(id);
        Instant due = Instant.parse(disposal(id).path("dueAt").asString(""));
        Instant later = due.plus(Duration.ofDays(60));

        assertThat(set(county, id, later, "  ").code()).isEqualTo("emergency.incomplete");
        assertThat(set(county, id, Instant.now().minusSeconds(60), "提前").code()).isEqualTo("emergency.time-wrong");
        assertThat(set(county, id, due.plus(Duration.ofDays(400)), "久").code()).isEqualTo("emergency.time-wrong");
        assertThat(set(province, id, later, "省里要看").code()).isEqualTo("emergency.not-staff");
        assertThat(set(neighbour, id, later, "邻区").code()).isEqualTo("emergency.event-unknown");
        assertThat(set(county, id, later, "纪委调查尚未结束，依法留存").status()).isEqualTo(200);

        tickAt(due);
        assertThat(disposal(id).path("doneAt").isNull()).isTrue();
        assertThat(people(county, id, "").path("total").asInt(0)).isEqualTo(1);
        tickAt(later);
        assertThat(disposal(id).path("doneAt").isNull()).isFalse();
    }

    @Test
    void anEventThatWasClosedBeforeThereWasADayGetsOne() {
        String id = responding("旧事件");
        close(id);
        node.jdbc()
                .sql("update emergency.event set state = state - 'disposal', next_due_at = opened_at where id = ?")
                .param(Long.valueOf(id))
                .update();
        assertThat(disposal(id).isNull()).isTrue();
        Instant seen = Instant.now().plusSeconds(60);

        tickAt(seen);

        assertThat(Instant.parse(disposal(id).path("dueAt").asString(""))).isAfter(seen.plus(RETENTION.minusDays(1)));
        assertThat(disposal(id).path("doneAt").isNull()).isTrue();
    }

    // -- saying it

    /** An event of one who is ill and one who was exposed, with everything that can be written down about them. */
    private static String filled(String title) {
        String id = responding(title);
        String event = EVENTS + "/" + id;
        int ill = add(
                id, ill("欧阳建国", "CONFIRMED", 4, "phone", "13800001234", "address", "文一路小区三幢", "workplace", "东方丝绸厂"));
        int exposed = add(id, contact("李四妹", 2, 7));
        assertThat(meet(id, ill, exposed, false).status()).isEqualTo(200);
        int place = county.post(event + "/places", Map.of("name", "张家大院", "region", "330106"))
                .json()
                .path("number")
                .asInt(0);
        county.post(
                event + "/people/" + ill + "/exposures",
                Map.of("place", place, "day", today.minusDays(5).toString()));
        county.post(
                event + "/follow-ups",
                Map.of(
                        "said",
                        List.of(Map.of(
                                "person", exposed, "day", today.toString(), "outcome", "ILL", "words", "腹痛难忍"))));
        int sample = county.post(
                        event + "/samples",
                        Map.of("person", ill, "label", title, "material", "咽拭子", "test", "核酸", "holder", "护士王小明"))
                .json()
                .path("number")
                .asInt(0);
        county.post(event + "/samples/" + sample + "/custody", Map.of("kind", "RECEIVED", "holder", "市疾控"));
        county.post(event + "/samples/" + sample + "/result", Map.of("result", "POSITIVE", "words", "GⅡ型阳性甲"));
        TestBrowser.Answer asked = county.post(
                event + "/transfers",
                Map.of("person", ill, "from", HOSPITAL_A, "to", HOSPITAL_B, "bed", "BED_ICU", "words", "孕三十周"));
        assertThat(asked.status()).as(asked.raw().body()).isEqualTo(200);
        otherDoctor.post(
                "/api/emergency/transfers/" + asked.json().path("id").asString("") + "/refuse",
                Map.of("words", "孕三十周，已满床"));
        county.post(event + "/views", Map.of("name", "老赵的名单", "search", "who=CASE"));
        assertThat(county.get(event
                                + "/people.csv?purpose=%E7%BB%99%E8%80%81%E8%B5%B5%E7%9C%8B%E7%9A%84%E6%97%A5%E6%8A%A5")
                        .status())
                .isEqualTo(200);
        return id;
    }

    private static void close(String id) {
        for (String next : List.of("ENDED", "REVIEWED")) {
            assertThat(decide(county, id, "status", Map.of("to", next)).status())
                    .isEqualTo(200);
        }
        cancelTasks(id);
        TestBrowser.Answer closed = decide(county, id, "status", Map.of("to", "CLOSED"));
        assertThat(closed.status()).as(closed.raw().body()).isEqualTo(200);
    }

    @Test
    void nothingIsDestroyedBecauseAFieldIsMissingOrMisspelt() {
        String id = responding("字段缺失");
        close(id);

        for (Map<String, Object> wanted : List.<Map<String, Object>>of(
                Map.of("words", "调查尚未结束"),
                Map.of("words", "调查尚未结束", "until", ""),
                Map.of("words", "调查尚未结束", "untill", "2027-06-01T00:00:00Z"),
                Map.of(
                        "words",
                        "两者",
                        "now",
                        true,
                        "until",
                        Instant.now().plusSeconds(3600).toString()))) {
            assertThat(county.post(EVENTS + "/" + id + "/disposal", wanted).code())
                    .as(wanted.toString())
                    .isEqualTo("emergency.incomplete");
        }

        assertThat(disposal(id).path("doneAt").isNull()).isTrue();
    }

    private static TestBrowser.Answer dispose(String id) {
        return set(county, id, null, "评估已完成");
    }

    private static TestBrowser.Answer set(TestBrowser browser, String id, @Nullable Instant until, String words) {
        var wanted = new TreeMap<String, Object>(Map.of("words", words));
        if (until == null) {
            wanted.put("now", true);
        } else {
            wanted.put("until", until.toString());
        }
        return browser.post(EVENTS + "/" + id + "/disposal", wanted);
    }

    private static JsonNode disposal(String id) {
        return county.get(EVENTS + "/" + id + "/disposal").json().path("disposal");
    }

    private static Map<String, Integer> counts(JsonNode node) {
        var counts = new TreeMap<String, Integer>();
        node.properties()
                .forEach(each -> counts.put(each.getKey(), each.getValue().asInt(-1)));
        return counts;
    }

    /** The tables of the schema in a row of which a text stands, wherever in it. */
    private static List<String> holding(String text) {
        return node
                .jdbc()
                .sql("select table_name from information_schema.tables where table_schema = 'emergency' order by 1")
                .query(String.class)
                .list()
                .stream()
                .filter(table -> node.jdbc()
                                .sql("select count(*) from emergency.\"" + table
                                        + "\" as r where strpos(r::text, ?) > 0")
                                .param(text)
                                .query(Integer.class)
                                .single()
                        > 0)
                .toList();
    }

    private static KeyList keys() throws Unreadable {
        return KeyList.read(county.get("/api/access/log").raw().body());
    }
}
