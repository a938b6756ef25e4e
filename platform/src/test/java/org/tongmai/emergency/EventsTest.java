package org.tongmai.emergency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.tongmai.access.TestBrowser;
import org.tongmai.kernel.Problem;
import org.tongmai.surveillance.Cases;
import tools.jackson.databind.JsonNode;

/** An event from its opening to its closure, what is done about it, and what was known when. */
class EventsTest extends OnEmergencyNode {

    @Test
    void aPlanSetsTheTasksOfEachPhaseWithTheirTime() {
        String id = opened("学校麻疹聚集");

        JsonNode reported = event(county, id);
        assertThat(reported.path("tasks")).hasSize(1);
        assertThat(reported.path("tasks").get(0).path("planned").asBoolean()).isTrue();
        Instant due = Instant.parse(reported.path("tasks").get(0).path("dueAt").asString(""));
        Instant made =
                Instant.parse(reported.path("tasks").get(0).path("madeAt").asString(""));
        assertThat(Duration.between(made, due)).isEqualTo(Duration.ofHours(2));

        decide(county, id, "status", Map.of("to", "VERIFIED"));
        decide(county, id, "level", Map.of("level", "IV"));
        decide(county, id, "status", Map.of("to", "RESPONDING"));

        JsonNode responding = event(county, id);
        assertThat(responding.path("event").path("status").asString("")).isEqualTo("RESPONDING");
        assertThat(responding.path("tasks")).hasSize(10);
        assertThat(responding.path("roles").toString()).contains("epidemiology");
    }

    @Test
    void aResponseNeedsALevelAndNoStepIsLeftOut() {
        String id = opened("水痘");

        assertThat(decide(county, id, "status", Map.of("to", "RESPONDING")).code())
                .isEqualTo("emergency.step-not-possible");
        decide(county, id, "status", Map.of("to", "VERIFIED"));
        assertThat(decide(county, id, "status", Map.of("to", "RESPONDING")).code())
                .isEqualTo("emergency.step-not-possible");
        decide(county, id, "level", Map.of("level", "IV"));

        List<Integer> answers = new ArrayList<>();
        for (String step : List.of("RESPONDING", "ENDED", "RESPONDING", "ENDED", "REVIEWED")) {
            answers.add(decide(county, id, "status", Map.of("to", step)).status());
        }
        cancelTasks(id);
        answers.add(decide(county, id, "status", Map.of("to", "CLOSED")).status());

        assertThat(answers).containsOnly(200);
        assertThat(county.post(EVENTS + "/" + id + "/notes", Map.of("words", "再说一句"))
                        .code())
                .isEqualTo("emergency.event-closed");
    }

    @Test
    void aDivisionSetsTheLevelsThatTheTableGivesIt() {
        String id = opened("暴发");

        assertThat(decide(county, id, "level", Map.of("level", "III")).code()).isEqualTo("emergency.level-not-yours");
        assertThat(decide(county, id, "level", Map.of("level", "IV")).status()).isEqualTo(200);
        assertThat(decide(province, id, "level", Map.of("level", "II")).status())
                .isEqualTo(200);
        assertThat(event(county, id).path("event").path("level").asString("")).isEqualTo("II");
        assertThat(decide(neighbour, id, "level", Map.of("level", "IV")).code()).isEqualTo("emergency.event-unknown");
    }

    @Test
    void nobodyBelowTheOwnerGradesAndALevelThatTakesAHigherDivisionIsNotTakenBackByALowerOne() {
        String id = opened("越级");
        assertThat(decide(province, id, "level", Map.of("level", "I")).status()).isEqualTo(200);

        assertThat(decide(county, id, "level", Map.of("level", "IV")).code())
                .as("the owner, of what the province set")
                .isEqualTo("emergency.level-not-yours");
        decide(county, id, "owner", Map.of("owner", "330000"));
        assertThat(decide(county, id, "level", Map.of("level", "IV")).code())
                .as("of an event that the province commands")
                .isEqualTo("emergency.not-staff");
        assertThat(event(county, id).path("event").path("level").asString("")).isEqualTo("I");
        assertThat(decide(province, id, "level", Map.of("level", "IV")).status())
                .isEqualTo(200);
    }

    @Test
    void whoWasOnDutyFindsTheEventInNoListOnceTheDutyIsOver() {
        String id = opened("交班");
        Instant now = Instant.now();
        TestBrowser.Answer put = county.post(
                EVENTS + "/" + id + "/roster",
                Map.of(
                        "role", "epidemiology",
                        "account", " CDC.Neighbour ",
                        "name", "邻区流调员",
                        "from", now.minus(Duration.ofDays(2)).toString(),
                        "until", now.minus(Duration.ofDays(1)).toString()));
        assertThat(put.status()).as(put.raw().body()).isEqualTo(200);

        assertThat(neighbour.get(EVENTS).raw().body()).doesNotContain("交班");
        assertThat(neighbour.get("/api/emergency/tasks").raw().body()).doesNotContain("交班");
        assertThat(neighbour.get(EVENTS + "/" + id).code()).isEqualTo("emergency.event-unknown");
    }

    @Test
    void anEventWithOpenTasksIsNotClosedAndToldWhich() {
        String id = opened("虚惊");

        TestBrowser.Answer open = decide(county, id, "status", Map.of("to", "CLOSED"));
        cancelTasks(id);

        assertThat(open.code()).isEqualTo("emergency.still-open");
        assertThat(open.raw().body()).contains("task 1");
        assertThat(decide(county, id, "status", Map.of("to", "CLOSED")).status())
                .isEqualTo(200);
    }

    @Test
    void aRefusalSaysWhatIsWrong() {
        String id = opened("说明");
        String past = Instant.now().minus(Duration.ofHours(1)).toString();
        String soon = Instant.now().plus(Duration.ofHours(1)).toString();
        String roster = EVENTS + "/" + id + "/roster";
        String tasks = EVENTS + "/" + id + "/tasks";

        assertThat(county.post(roster, Map.of("role", "medical", "account", "cdc.conty", "name", "错字", "until", soon))
                        .code())
                .isEqualTo("emergency.account-unknown");
        assertThat(county.post(roster, Map.of("role", "medical", "account", "cdc.county", "name", "过期", "until", past))
                        .code())
                .isEqualTo("emergency.time-wrong");
        assertThat(county.post(tasks, Map.of("words", "腾床", "dueAt", past)).code())
                .isEqualTo("emergency.time-wrong");
        assertThat(county.post(tasks, Map.of("words", "腾床", "dueAt", soon, "assignee", "1233000047000328XX"))
                        .code())
                .isEqualTo("emergency.institution-unknown");
        assertThatThrownBy(() -> Refusals.requireFewer(200, 200))
                .isInstanceOfSatisfying(
                        Problem.class, refusal -> assertThat(refusal.code()).isEqualTo("emergency.too-many"));
    }

    @Test
    void oneEventThatCannotBeReadKeepsNoOtherFromBeingTold() {
        String broken = opened("坏行");
        String id = opened("照常");
        Instant made = Instant.parse(
                event(county, id).path("tasks").get(0).path("madeAt").asString(""));
        node.jdbc()
                .sql("update emergency.event set state = jsonb_set(state, '{status}', '\"NONE\"') where id = ?")
                .param(Long.parseLong(broken))
                .update();
        try {
            eventsAt(made.plus(Duration.ofMinutes(121))).tick();

            assertThat(told(id)).containsExactly("330106");
        } finally {
            node.jdbc()
                    .sql("update emergency.event set state = jsonb_set(state, '{status}', '\"REPORTED\"') where id = ?")
                    .param(Long.parseLong(broken))
                    .update();
        }
    }

    @Test
    void whatIsWrittenForGoodTellsNobodysNumber() {
        String id = opened("文字");
        String notes = EVENTS + "/" + id + "/notes";

        for (String told : List.of(
                "首例 330106197803074516，男",
                "首例 110105 19780307 106x",
                "联系 13800001111",
                "联系 138-0000-1111",
                "联系１３８００００１１１１")) {
            assertThat(county.post(notes, Map.of("words", told)).code())
                    .as(told)
                    .isEqualTo("emergency.names-somebody");
        }
        assertThat(county.post(
                                EVENTS,
                                Map.of(
                                        "title",
                                        "患者 330106197803074516",
                                        "what",
                                        "1000",
                                        "place",
                                        "330106",
                                        "plan",
                                        "respiratory"))
                        .code())
                .isEqualTo("emergency.names-somebody");
        for (String told : List.of("累计 13800 人次，批号 20260101123456", "机构 12330000470003281H 到位", "1 号病例 39℃")) {
            assertThat(county.post(notes, Map.of("words", told)).status())
                    .as(told)
                    .isEqualTo(200);
        }
    }

    @Test
    void ofSeveralCriteriaOfALevelTheOneThatWasChosenIsWrittenDown() {
        String id = county.post(EVENTS, Map.of("title", "腺鼠疫", "what", "0100", "place", "330106", "plan", "general"))
                .json()
                .path("id")
                .asString("");
        List<String> criteria =
                node
                        .bean(PlanList.class)
                        .criteria("0100", Level.II, eventsAt(Instant.now()).today())
                        .stream()
                        .map(each -> each.words().zh())
                        .toList();
        assertThat(criteria).hasSize(2).anyMatch(each -> each.contains("腺鼠疫") && each.contains("20 例"));

        assertThat(decide(province, id, "level", Map.of("level", "II", "criteria", "没有这一条"))
                        .code())
                .isEqualTo("emergency.level-not-listed");
        assertThat(decide(province, id, "level", Map.of("level", "II", "criteria", criteria.getLast()))
                        .status())
                .isEqualTo(200);

        assertThat(county.get(EVENTS + "/" + id + "/history")
                        .json()
                        .path("entries")
                        .get(0)
                        .path("happening")
                        .path("criteria")
                        .asString(""))
                .isEqualTo(criteria.getLast());
    }

    @Test
    void anEventKeepsNameAndRolesOfItsPlanWhereTheTablesHaveItNoLonger(@TempDir Path folder) throws IOException {
        String id = opened("旧预案");
        Files.writeString(folder.resolve("plans.tsv"), """
                plan	edition	name	en	what	from	until	verified	source
                respiratory	2030	新预案	New plan	*	2006-02-26	-	no	test
                """);
        Files.writeString(folder.resolve("plan_roles.tsv"), """
                plan	edition	role	name	en
                respiratory	2030	chief	组长	Chief
                """);
        Files.writeString(folder.resolve("plan_items.tsv"), """
                plan	edition	item	phase	role	words	en	dueHours
                respiratory	2030	1	VERIFIED	chief	新事项	New item	2
                """);
        Events later = events(PlanList.of(folder, node.bean(Cases.class).everCounted()), Clock.systemUTC());
        Event event = node.bean(EventStore.class).find(Long.parseLong(id)).orElseThrow();

        PlanList.Plan kept = later.planOf(Long.parseLong(id), event);

        assertThat(kept.edition()).isEqualTo("2006");
        assertThat(kept.name().zh()).isEqualTo("呼吸道传染病应急预案");
        assertThat(kept.roles()).extracting(PlanList.Role::role).contains("epidemiology");
        assertThat(kept.items(Status.VERIFIED))
                .extracting(each -> each.words().zh())
                .containsExactly("新事项");
    }

    @Test
    void aDecisionThatRestsOnWhatIsNoLongerSoIsRefused() {
        String id = opened("先后");
        int seen = event(county, id).path("event").path("decided").asInt(0);
        decide(county, id, "status", Map.of("to", "VERIFIED"));

        TestBrowser.Answer late =
                county.post(EVENTS + "/" + id + "/level", Map.of("decided", seen, "level", "IV", "words", "按先前所见"));

        assertThat(late.code()).isEqualTo("emergency.event-changed");
    }

    @Test
    void anEventIsSeenByItsRegionAndThoseAboveAndThoseOnItsRoster() {
        String id = opened("可见");

        assertThat(province.get(EVENTS + "?region=330106").raw().body()).contains("可见");
        assertThat(neighbour.get(EVENTS + "?region=330106").json().path("events"))
                .isEmpty();
        assertThat(province.get(EVENTS + "/" + id).json().path("standing").asString(""))
                .isEqualTo("SEES");
        assertThat(neighbour.get(EVENTS + "/" + id).code()).isEqualTo("emergency.event-unknown");
        assertThat(province.post(EVENTS + "/" + id + "/notes", Map.of("words", "省里"))
                        .code())
                .isEqualTo("emergency.not-staff");

        county.post(
                EVENTS + "/" + id + "/roster",
                Map.of(
                        "role", "epidemiology",
                        "account", "cdc.neighbour",
                        "name", "邻区流调员",
                        "until", Instant.now().plus(Duration.ofDays(1)).toString()));

        assertThat(neighbour.get(EVENTS + "/" + id).json().path("standing").asString(""))
                .isEqualTo("STAFF");
        assertThat(neighbour.get(EVENTS).json().path("events").toString()).contains("\"" + id + "\"");
        assertThat(neighbour
                        .post(EVENTS + "/" + id + "/notes", Map.of("words", "到岗"))
                        .status())
                .isEqualTo(200);

        county.post(EVENTS + "/" + id + "/roster/end", Map.of("role", "epidemiology", "account", "cdc.neighbour"));

        assertThat(neighbour.get(EVENTS + "/" + id).code()).isEqualTo("emergency.event-unknown");
    }

    @Test
    void oneJurisdictionCommandsAnEventAtATime() {
        String id = opened("移交");

        assertThat(decide(county, id, "owner", Map.of("owner", "330000")).status())
                .isEqualTo(200);

        assertThat(county.post(EVENTS + "/" + id + "/notes", Map.of("words", "x"))
                        .code())
                .isEqualTo("emergency.not-staff");
        assertThat(province.post(EVENTS + "/" + id + "/notes", Map.of("words", "接手"))
                        .status())
                .isEqualTo(200);
        assertThat(decide(province, id, "owner", Map.of("owner", "330108")).code())
                .as("the owner covers the place")
                .isEqualTo("emergency.incomplete");
    }

    @Test
    void aHospitalReceivesItsTaskAndTellsWhatCameOfIt() {
        String id = responding("腾床");
        county.post(
                EVENTS + "/" + id + "/tasks",
                Map.of(
                        "words",
                        "腾出隔离床位 10 张",
                        "role",
                        "medical",
                        "assignee",
                        HOSPITAL_A,
                        "dueAt",
                        Instant.now().plus(Duration.ofHours(6)).toString()));
        JsonNode task = doctor.get("/api/emergency/tasks").json().path("tasks").get(0);
        String path =
                EVENTS + "/" + id + "/tasks/" + task.path("task").path("number").asInt(0);

        assertThat(otherDoctor.get("/api/emergency/tasks").json().path("tasks")).isEmpty();
        assertThat(otherDoctor.post(path + "/receive", Map.of()).code()).isEqualTo("emergency.event-unknown");
        assertThat(doctor.post(path + "/receive", Map.of()).json().path("state").asString(""))
                .isEqualTo("RECEIVED");
        assertThat(doctor.post(path + "/finish", Map.of("words", "已腾出 12 张"))
                        .json()
                        .path("feedback")
                        .asString(""))
                .isEqualTo("已腾出 12 张");
        assertThat(doctor.post(path + "/finish", Map.of("words", "又一次")).code())
                .isEqualTo("emergency.task-not-possible");
        assertThat(doctor.get("/api/emergency/tasks").json().path("tasks")).isEmpty();
    }

    @Test
    void anOverdueTaskIsToldToTheOwnerAndAfterTwiceItsTimeToTheDivisionAbove() {
        String id = opened("逾期");
        Instant made = Instant.parse(
                event(county, id).path("tasks").get(0).path("madeAt").asString(""));

        eventsAt(made.plus(Duration.ofMinutes(119))).tick();
        assertThat(told(id)).isEmpty();
        eventsAt(made.plus(Duration.ofMinutes(121))).tick();
        assertThat(told(id)).containsExactly("330106");
        eventsAt(made.plus(Duration.ofMinutes(241))).tick();
        eventsAt(made.plus(Duration.ofHours(15))).tick();

        assertThat(told(id)).containsExactly("330100", "330106");
    }

    private static List<String> told(String id) {
        return county.get(EVENTS + "/" + id + "/history")
                .json()
                .path("entries")
                .valueStream()
                .filter(each -> each.path("kind").asString("").equals("TaskEscalated"))
                .map(each -> each.path("happening").path("told").asString(""))
                .toList();
    }

    @Test
    void whatWasKnownAtAMomentIsWhatWasShownThen() {
        String id = opened("回放");
        List<JsonNode> shown = new ArrayList<>();
        Random random = new Random(7);
        List<String> steps = List.of("VERIFIED", "RESPONDING", "ENDED");
        int step = 0;
        for (int i = 0; i < 30; i++) {
            if (i == 2) {
                decide(county, id, "level", Map.of("level", "IV"));
            } else if (i % 10 == 9) {
                decide(county, id, "status", Map.of("to", steps.get(step++)));
            } else if (random.nextBoolean()) {
                county.post(
                        EVENTS + "/" + id + "/tasks",
                        Map.of(
                                "words",
                                "事项 " + i,
                                "dueAt",
                                Instant.now().plus(Duration.ofHours(1)).toString()));
            } else {
                county.post(EVENTS + "/" + id + "/tasks/1/receive", Map.of());
                county.post(EVENTS + "/" + id + "/notes", Map.of("words", "记录 " + i));
            }
            shown.add(event(county, id));
        }

        for (JsonNode then : shown) {
            String at = then.path("event").path("changedAt").asString("");
            JsonNode replayed = county.get(EVENTS + "/" + id + "?at=" + at).json();
            assertThat(replayed.path("tasks")).isEqualTo(then.path("tasks"));
            assertThat(replayed.path("event").path("version"))
                    .isEqualTo(then.path("event").path("version"));
            assertThat(replayed.path("event").path("status"))
                    .isEqualTo(then.path("event").path("status"));
        }
        assertThat(county.get(EVENTS + "/" + id + "?at=2001-01-01T00:00:00Z").code())
                .isEqualTo("emergency.not-yet");
    }

    @Test
    void theStateIsWhatTheHistoryAddsUpToThoughManyWriteAtOnce() {
        String id = responding("并发");

        List<Integer> answers = IntStream.range(0, 60)
                .parallel()
                .mapToObj(i -> county.post(EVENTS + "/" + id + "/notes", Map.of("words", "第 " + i + " 条"))
                        .status())
                .toList();

        EventStore store = node.bean(EventStore.class);
        long number = Long.parseLong(id);
        List<Entry> history = store.until(number, Instant.now().plusSeconds(1));
        assertThat(answers).containsOnly(200);
        assertThat(store.find(number)).contains(Event.of(history));
        assertThat(history.stream().map(Entry::version))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, history.size()).boxed().toList());
    }

    @Test
    void theHistoryOnlyGrows() {
        String id = opened("不可改");

        assertThatThrownBy(() -> node.jdbc()
                        .sql("delete from emergency.history where event = ?")
                        .param(Long.parseLong(id))
                        .update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("only grows");
    }

    @Test
    void whatCannotBeAnEventIsRefusedWithTheField() {
        TestBrowser.Answer untitled =
                county.post(EVENTS, Map.of("what", "1000", "place", "330106", "plan", "respiratory"));
        TestBrowser.Answer elsewhere =
                county.post(EVENTS, Map.of("title", "邻区", "what", "1000", "place", "330108", "plan", "respiratory"));
        TestBrowser.Answer unplanned =
                county.post(EVENTS, Map.of("title", "无预案", "what", "1000", "place", "330106", "plan", "nothing"));

        assertThat(untitled.code()).isEqualTo("emergency.incomplete");
        assertThat(untitled.raw().body()).contains("title");
        assertThat(elsewhere.code()).isEqualTo("emergency.region-not-yours");
        assertThat(unplanned.code()).isEqualTo("emergency.plan-unknown");
    }
}
