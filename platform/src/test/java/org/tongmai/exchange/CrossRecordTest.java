package org.tongmai.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Abroad;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Looks;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Persons;
import org.tongmai.store.Change;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Wang lives in Zhejiang and falls ill in Gansu; his doctor there asks for what Zhejiang has. */
class CrossRecordTest {

    private static final String NUMBER = "330106197803074516";
    private static final String LANZHOU = "12330100TM000001XU";
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Rounds of {@link #within_a_second_of_a_revocation_nobody_elsewhere_reads}; a long run gives more. */
    private static final int ROUNDS = Integer.getInteger("tongmai.revocations", 20);

    private static Federation federation;
    private static TestNode zhejiang;
    private static TestNode gansu;
    private static TestNode guangdong;
    private static String there;

    @BeforeAll
    static void start() {
        federation = Federation.start();
        zhejiang = federation.province(
                "330000", "national", "--tongmai.exchange.name=浙江", "--tongmai.exchange.residents=true");
        gansu = federation.province("620000", "international", "--tongmai.exchange.name=甘肃");
        guangdong = federation.province(
                "440000", "national", "--tongmai.exchange.name=广东", "--tongmai.exchange.residents=true");
        zhejiang.institution(TestNode.HOSPITAL_A, "浙一");
        gansu.institution(LANZHOU, "兰州一院");
        String here = zhejiang.patient(TestNode.HOSPITAL_A, "王建军", NUMBER);
        zhejiang.condition(TestNode.HOSPITAL_A, here, "肺炎", "");
        zhejiang.condition(TestNode.HOSPITAL_A, here, "抑郁发作", "PSY");
        zhejiang.resident("wang", "王建军", here);
        List<Change> many = new ArrayList<>();
        for (int i = 0; i < 1_020; i++) {
            many.add(Change.create("Observation", """
                    {"resourceType":"Observation","status":"final","subject":{"reference":"Patient/%s"},
                     "category":[{"coding":[{"code":"laboratory"}]}],"code":{"text":"葡萄糖"},
                     "effectiveDateTime":"2026-05-04T08:00:00+08:00","valueQuantity":{"value":%d,"unit":"mmol/L"}}
                    """.formatted(here, i).getBytes(StandardCharsets.UTF_8)));
        }
        zhejiang.bean(Store.class).transact(many, new Origin(TestNode.HOSPITAL_A, "test", null, ""));
        String elsewhere = guangdong.patient(TestNode.HOSPITAL_B, "王建军", NUMBER);
        guangdong.condition(TestNode.HOSPITAL_B, elsewhere, "骨折", "");
        guangdong.resident("wang-gd", "王建军", elsewhere);
        there = gansu.patient(LANZHOU, "王建军", NUMBER);
        gansu.encounter(LANZHOU, there, Instant.now().minusSeconds(60), "");
        gansu.doctor("ma", "马医生", LANZHOU);
        gansu.resident("wang-gs", "王建军", there);
        federation.settle(zhejiang);
        federation.settle(guangdong);
        federation.settle(gansu);
        Federation.until(
                () -> zhejiang.bean(Registry.class).institution(LANZHOU).isPresent());
    }

    @AfterAll
    static void stop() {
        federation.close();
    }

    @Test
    void the_resident_at_home_is_asked_allows_and_takes_back_and_sees_who_looked() {
        TestBrowser doctor = gansu.browser("ma");
        TestBrowser resident = zhejiang.browser("wang");
        List<JsonNode> before = record(doctor);
        doctor.post(
                "/api/exchange/record/" + there + "/ask",
                Map.of(
                        "until",
                        Instant.now().plusSeconds(3600).toString(),
                        "reason",
                        "发热待查",
                        "categories",
                        List.of("diagnoses")));
        List<JsonNode> waiting = record(doctor);
        JsonNode request = resident.get("/api/access/requests?state=REQUESTED")
                .json()
                .path("requests")
                .path(0);
        resident.post("/api/access/requests/" + request.path("id").asString() + "/answer", Map.of("grant", true));
        List<JsonNode> answered = record(doctor);
        String looks = resident.get("/api/access/looks").json().toString();
        String atHome = gansu.browser("wang-gs").get("/api/access/looks").json().toString();
        resident.post("/api/access/requests/" + request.path("id").asString() + "/revoke", null);
        List<JsonNode> revoked = record(doctor);

        assertThat(state(before, "330000")).isEqualTo("no-authorisation");
        assertThat(parts(before)).isEmpty();
        assertThat(state(waiting, "330000")).isEqualTo("waiting");
        assertThat(request.path("institution").path("name").asString()).isEqualTo("兰州一院");
        assertThat(request.path("reason").asString()).isEqualTo("发热待查");
        assertThat(request.path("sentence").toString()).contains("兰州一院");
        assertThat(state(answered, "330000")).isEqualTo("answered");
        assertThat(parts(answered)).contains("肺炎").doesNotContain("抑郁", "葡萄糖");
        assertThat(looks).contains("马医生", "兰州一院", "shown", "refused");
        assertThat(atHome).contains("马医生");
        assertThat(state(revoked, "330000")).isEqualTo("no-authorisation");
        assertThat(parts(revoked)).isEmpty();
    }

    @Test
    void the_resident_sees_the_own_record_of_every_province_less_what_needs_the_strictest_care() {
        List<JsonNode> own = lines(gansu.browser("wang-gs"), "/api/exchange/me");

        assertThat(state(own, "330000")).isEqualTo("answered");
        assertThat(state(own, "440000")).isEqualTo("answered");
        assertThat(parts(own)).contains("肺炎", "骨折").doesNotContain("抑郁");
        assertThat(guangdong.browser("wang-gd").get("/api/access/looks").json().toString())
                .contains("王建军");
    }

    @Test
    void page_two_is_decided_anew() {
        try (Granted granted = grant()) {
            List<JsonNode> first = record(gansu.browser("ma"));
            String token = first.stream()
                    .filter(each -> each.path("line").asString("").equals("next"))
                    .findFirst()
                    .orElseThrow()
                    .path("token")
                    .asString();
            String next = "/api/exchange/record/" + there + "?province=330000&token=" + token;
            List<JsonNode> second = lines(gansu.browser("ma"), next);
            granted.revoke();
            List<JsonNode> afterwards = lines(gansu.browser("ma"), next);

            assertThat(resources(first)).hasSize(1_000);
            assertThat(resources(second)).hasSizeBetween(20, 30);
            assertThat(resources(afterwards)).isEmpty();
            assertThat(state(afterwards, "330000")).isEqualTo("no-authorisation");
        }
    }

    @Test
    void a_running_answer_ends_at_the_chunk_after_the_revocation() throws Exception {
        List<String> lines = new ArrayList<>();
        try (Granted granted = grant()) {
            giver().record(asked("620000", "TREAT"), who(LANZHOU), line -> {
                lines.add(JSON.writeValueAsString(line));
                if (lines.size() == 3) {
                    granted.revoke();
                }
            });
        }

        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst()).contains("answered");
        assertThat(lines.getLast()).contains("no-authorisation");
    }

    @Test
    void a_standing_rule_answers_another_province_and_a_denial_ends_a_running_answer() throws Exception {
        TestBrowser resident = zhejiang.browser("wang");
        List<String> lines = new ArrayList<>();
        String until = Instant.now().plusSeconds(3600).toString();
        resident.post("/api/access/rules", Map.of("effect", "PERMIT", "institution", LANZHOU, "until", until));
        List<JsonNode> permitted = record(gansu.browser("ma"));
        giver().record(asked("620000", "TREAT"), who(LANZHOU), line -> {
            lines.add(JSON.writeValueAsString(line));
            if (lines.size() == 3) {
                resident.post("/api/access/rules", Map.of("effect", "DENY", "institution", LANZHOU));
            }
        });
        List<JsonNode> denied = record(gansu.browser("ma"));
        zhejiang.jdbc().sql("delete from access.rule").update();

        assertThat(state(permitted, "330000")).isEqualTo("answered");
        assertThat(parts(permitted)).contains("肺炎", "葡萄糖").doesNotContain("抑郁");
        assertThat(lines).hasSize(4);
        assertThat(lines.getLast()).contains("no-authorisation");
        assertThat(state(denied, "330000")).isEqualTo("no-authorisation");
    }

    @Test
    void a_province_speaks_for_its_own_institutions_only() {
        try (Granted granted = grant()) {
            assertThatThrownBy(() -> giver().record(asked("440000", "TREAT"), who(LANZHOU), line -> {}))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("exchange.institution-of-another"));
            assertThatThrownBy(() -> giver().ask(asked("440000", "TREAT"), who(LANZHOU)))
                    .isInstanceOf(Problem.class);
            assertThat(granted.id).isNotEmpty();
        }
    }

    @Test
    void a_province_that_does_not_open_it_to_residents_of_others_shows_them_nothing() throws Exception {
        List<String> lines = new ArrayList<>();
        RecordGiver shut = giver(false);

        shut.record(asked("620000", "PATRQT"), who(""), line -> lines.add(JSON.writeValueAsString(line)));

        assertThat(lines).containsExactly("{\"state\":\"not-offered\"}");
    }

    private static RecordGiver giver() {
        return giver(true);
    }

    private static RecordGiver giver(boolean residents) {
        return new RecordGiver(
                zhejiang.bean(Store.class),
                zhejiang.bean(Abroad.class),
                zhejiang.bean(Looks.class),
                zhejiang.bean(InstitutionNames.class),
                zhejiang.bean(Registry.class),
                new Recognised(zhejiang.bean(Persons.class), Federation.key(zhejiang), Federation.feed(zhejiang)),
                residents,
                () -> {});
    }

    private static Message asked(String sender, String purpose) {
        return new Message(sender, "330000", Instant.now(), "n", RecordGiver.RECORD, purpose, "", "");
    }

    /** Of Wang, by the number and name; who asks is of this institution. */
    private static JsonNode who(String institution) {
        var content = JSON.createObjectNode();
        content.set(
                "pseudonyms",
                JSON.createArrayNode().add(Federation.key(zhejiang).pseudonym("RESIDENT_NUMBER " + NUMBER)));
        content.set(
                "traits", JSON.createArrayNode().add(Federation.key(zhejiang).trait("name", "王建军")));
        content.set(
                "who",
                JSON.createObjectNode().put("account", "ma").put("name", "马医生").put("institution", institution));
        return content;
    }

    @Test
    void whoever_bears_the_number_and_neither_name_nor_birth_date_is_somebody_else() {
        String other = gansu.file(LANZHOU, "Patient", """
                {"resourceType":"Patient","gender":"male","birthDate":"1978-03-07","name":[{"text":"赵子龙"}],
                 "identifier":[{"system":"urn:oid:2.16.156.10011.1.3","value":"330106197803074516"}]}
                """);
        Recognised recognised =
                new Recognised(zhejiang.bean(Persons.class), Federation.key(zhejiang), Federation.feed(zhejiang));
        var told = JSON.createObjectNode();
        told.set(
                "pseudonyms",
                JSON.createArrayNode().add(Federation.key(zhejiang).pseudonym("RESIDENT_NUMBER " + NUMBER)));
        told.set("traits", JSON.createArrayNode().add(Federation.key(zhejiang).trait("name", "赵子龙")));

        assertThat(recognised.here(told)).isEmpty();
        told.set("traits", JSON.createArrayNode().add(Federation.key(zhejiang).trait("name", "王建军")));
        assertThat(recognised.here(told)).hasSize(1);
        assertThat(other).isNotEmpty();
    }

    @Test
    void without_a_treating_relationship_nobody_is_asked() {
        gansu.doctor("li", "李医生", TestNode.HOSPITAL_B);

        assertThat(gansu.browser("li").get("/api/exchange/record/" + there).code())
                .isEqualTo("exchange.not-in-care");
        assertThat(zhejiang.browser("wang").get("/api/access/looks").json().toString())
                .doesNotContain("李医生");
    }

    @Test
    void with_one_province_down_the_others_answer_in_their_usual_time() {
        List<JsonNode> usual = record(gansu.browser("ma"));
        guangdong.bean(ExchangeNode.class).stop();
        try (Granted granted = grant()) {
            List<Long> heard = new ArrayList<>();
            long begun = System.nanoTime();
            AtomicLong unreachable = new AtomicLong();
            gansu.bean(CrossRecord.class).of(caller(), there, null, null, line -> {
                long at = (System.nanoTime() - begun) / 1_000_000;
                if (line instanceof CrossLine.Part) {
                    heard.add(at);
                }
                if (line instanceof CrossLine.Row row && row.state().equals("unreachable")) {
                    unreachable.set(at + 1);
                    assertThat(row.province()).isEqualTo("440000");
                }
            });

            assertThat(state(usual, "440000")).isNotEqualTo("unreachable");
            assertThat(heard).isNotEmpty();
            assertThat(heard.getFirst()).isLessThan(3_000);
            assertThat(granted.id).isNotEmpty();
            assertThat(unreachable.get()).isPositive();
        } finally {
            guangdong.bean(ExchangeNode.class).start();
        }
    }

    @Test
    void with_the_nation_down_a_read_across_provinces_fails_clearly_and_local_work_goes_on() {
        federation.nation.bean(ExchangeNode.class).stop();
        try {
            assertThat(gansu.browser("ma").get("/api/exchange/record/" + there).code())
                    .isEqualTo("exchange.unreachable");
            assertThat(gansu.browser("ma").get("/api/portal/record/" + there).status())
                    .isEqualTo(200);
        } finally {
            federation.nation.bean(ExchangeNode.class).start();
        }
        assertThat(state(record(gansu.browser("ma")), "330000")).isEqualTo("no-authorisation");
    }

    @Test
    void within_a_second_of_a_revocation_nobody_elsewhere_reads() throws Exception {
        List<Long> late = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            AtomicLong last = new AtomicLong();
            AtomicBoolean over = new AtomicBoolean();
            try (Granted granted = grant()) {
                List<Thread> readers = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    readers.add(Thread.startVirtualThread(() -> {
                        while (!over.get()) {
                            gansu.bean(CrossRecord.class).of(caller(), there, "330000", null, line -> {
                                if (line instanceof CrossLine.Part) {
                                    last.set(System.nanoTime());
                                }
                            });
                        }
                    }));
                }
                Federation.until(() -> last.get() > 0);
                granted.revoke();
                long revoked = System.nanoTime();
                Federation.until(() ->
                        System.nanoTime() - revoked > Duration.ofMillis(1_200).toNanos());
                over.set(true);
                for (Thread reader : readers) {
                    reader.join();
                }
                late.add(Math.max(0, last.get() - revoked) / 1_000_000);
            }
        }

        System.out.printf(
                "revocations %d, last read after at most %d ms%n",
                ROUNDS, late.stream().mapToLong(each -> each).max().orElse(0));
        assertThat(late).allMatch(each -> each < 1_000);
    }

    private static org.tongmai.access.Caller caller() {
        return new org.tongmai.access.Caller("ma", "马医生", org.tongmai.access.Role.DOCTOR, LANZHOU, null, false);
    }

    /** A permission of the resident in Zhejiang for the hospital in Gansu. */
    private static final class Granted implements AutoCloseable {
        private final TestBrowser resident = zhejiang.browser("wang");
        private final String id;
        private boolean revoked;

        Granted() {
            long compartment =
                    zhejiang.bean(Persons.class).search(NUMBER).getFirst().compartment();
            zhejiang.bean(Abroad.class)
                    .ask(
                            Abroad.caller("620000", "ma", "马医生", org.tongmai.access.Role.DOCTOR, LANZHOU),
                            compartment,
                            List.of(),
                            List.of(),
                            Instant.now().plusSeconds(3600),
                            "复诊");
            id = resident.get("/api/access/requests?state=REQUESTED")
                    .json()
                    .path("requests")
                    .path(0)
                    .path("id")
                    .asString();
            resident.post("/api/access/requests/" + id + "/answer", Map.of("grant", true));
        }

        void revoke() {
            resident.post("/api/access/requests/" + id + "/revoke", null);
            revoked = true;
        }

        @Override
        public void close() {
            if (!revoked) {
                revoke();
            }
            zhejiang.jdbc().sql("delete from access.request").update();
        }
    }

    private static Granted grant() {
        return new Granted();
    }

    private static List<JsonNode> record(TestBrowser doctor) {
        return lines(doctor, "/api/exchange/record/" + there);
    }

    private static List<JsonNode> lines(TestBrowser browser, String path) {
        return browser.get(path).raw().body().lines().map(JSON::readTree).toList();
    }

    /** The last state that is told of a province. */
    private static String state(List<JsonNode> lines, String province) {
        return lines.stream()
                .filter(each -> each.path("line").asString("").equals("row")
                        && each.path("province").asString("").equals(province))
                .reduce((before, after) -> after)
                .orElseThrow(() -> new AssertionError(lines.toString()))
                .path("state")
                .asString();
    }

    private static List<JsonNode> resources(List<JsonNode> lines) {
        List<JsonNode> resources = new ArrayList<>();
        lines.stream()
                .filter(each -> each.path("line").asString("").equals("part"))
                .forEach(each -> each.path("resources").forEach(resources::add));
        return resources;
    }

    private static String parts(List<JsonNode> lines) {
        return resources(lines).toString().replaceAll("^\\[]$", "");
    }
}
