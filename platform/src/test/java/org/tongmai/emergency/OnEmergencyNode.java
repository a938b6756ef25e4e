package org.tongmai.emergency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Accounts;
import org.tongmai.access.NewAccount;
import org.tongmai.access.Role;
import org.tongmai.access.Statements;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import org.tongmai.store.Change;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;
import org.tongmai.surveillance.Cases;
import tools.jackson.databind.JsonNode;

/** A node of two hospitals, each with a doctor, and CDC staff of the county, of another county and of the province. */
abstract class OnEmergencyNode {

    static final String HOSPITAL_A = "12330000470003281H";
    static final String HOSPITAL_B = "12330000470004567A";
    static final String EVENTS = "/api/emergency/events";

    static TestNode node;
    static TestBrowser doctor;
    static TestBrowser otherDoctor;
    static TestBrowser county;
    static TestBrowser neighbour;
    static TestBrowser province;
    static LocalDate today;

    @BeforeAll
    static void start() {
        today = LocalDate.ofInstant(Instant.now(), Events.ZONE);
        node = TestNode.start("--tongmai.emergency.every=5m");
        institution(HOSPITAL_A, "浙一", "330106");
        institution(HOSPITAL_B, "市三院", "330106");
        institution("12330100TM00001245", "西湖区疾控", "330106");
        institution("12330100TM0000220E", "滨江区疾控", "330108");
        institution("12330000TM00001165", "省疾控", "330000");
        node.settle();
        node.doctor("doctor", "张伟", HOSPITAL_A);
        node.doctor("other", "李娜", HOSPITAL_B);
        staff("cdc.county", "12330100TM00001245");
        staff("cdc.neighbour", "12330100TM0000220E");
        staff("cdc.province", "12330000TM00001165");
        doctor = node.browser("doctor");
        otherDoctor = node.browser("other");
        county = node.browser("cdc.county");
        neighbour = node.browser("cdc.neighbour");
        province = node.browser("cdc.province");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void institution(String code, String name, String region) {
        node.bean(Store.class)
                .transact(
                        List.of(Change.create("Organization", """
                                {"resourceType":"Organization","name":"%s",
                                 "identifier":[{"system":"https://tongmai.org/fhir/identifier/uscc","value":"%s"}],
                                 "extension":[{"url":"https://tongmai.org/fhir/StructureDefinition/region","valueCode":"%s"}]}
                                """.formatted(name, code, region)
                                .getBytes(StandardCharsets.UTF_8))),
                        Origin.platform());
    }

    private static void staff(String login, String institution) {
        node.bean(Accounts.class)
                .create(NewAccount.staff(login, login, Role.CDC, TestNode.PASSWORD, institution), "test");
    }

    /** Opens an event of measles in the county. */
    static String opened(String title) {
        TestBrowser.Answer answer =
                county.post(EVENTS, Map.of("title", title, "what", "1000", "place", "330106", "plan", "respiratory"));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json().path("id").asString("");
    }

    /** Opens an event and begins the response at level IV. */
    static String responding(String title) {
        String id = opened(title);
        decide(county, id, "status", Map.of("to", "VERIFIED"));
        decide(county, id, "level", Map.of("level", "IV"));
        assertThat(decide(county, id, "status", Map.of("to", "RESPONDING")).status())
                .isEqualTo(200);
        return id;
    }

    /** Cancels every open task. */
    static void cancelTasks(String id) {
        event(county, id)
                .path("tasks")
                .valueStream()
                .filter(each ->
                        List.of("SET", "RECEIVED").contains(each.path("state").asString("")))
                .forEach(each -> county.post(
                        EVENTS + "/" + id + "/tasks/" + each.path("number").asInt(0) + "/cancel",
                        Map.of("words", "不再需要")));
    }

    static TestBrowser.Answer decide(TestBrowser browser, String id, String about, Map<String, Object> what) {
        var body = new TreeMap<String, Object>(what);
        body.put("decided", event(browser, id).path("event").path("decided").asInt(0));
        body.putIfAbsent("words", "会商决定");
        return browser.post(EVENTS + "/" + id + "/" + about, body);
    }

    static JsonNode event(TestBrowser browser, String id) {
        return browser.get(EVENTS + "/" + id).json();
    }

    /** Does what is due as it would at another time. */
    static void tickAt(Instant at) {
        var transaction = new TransactionTemplate(node.bean(PlatformTransactionManager.class));
        EventStore store = node.bean(EventStore.class);
        var ledger = new Ledger(store, node.bean(Cases.class), transaction, Clock.fixed(at, Events.ZONE));
        var disposals = new Disposals(node.jdbc(), ledger, node.bean(Statements.class), Duration.ofDays(180));
        new Deadlines(store, ledger, disposals, transaction).tick();
    }

    /** The door as it would be with other plans. */
    static Events events(PlanList plans) {
        return new Events(
                node.bean(EventStore.class),
                node.bean(Ledger.class),
                plans,
                node.bean(Cases.class),
                node.bean(Resources.class),
                node.bean(Disposals.class),
                new TransactionTemplate(node.bean(PlatformTransactionManager.class)));
    }

    // -- people

    static Map<String, Object> ill(String name, String classification, int daysAgo, String... more) {
        var told = new TreeMap<String, Object>(Map.of("name", name, "classification", classification));
        if (daysAgo != 8) {
            told.put("onset", today.minusDays(daysAgo).toString());
        }
        for (int i = 0; i < more.length; i += 2) {
            told.put(more[i], more[i + 1]);
        }
        return told;
    }

    static Map<String, Object> contact(String name, int daysAgo, int followDays) {
        return new TreeMap<>(Map.of(
                "name",
                name,
                "category",
                "CLOSE",
                "lastExposure",
                today.minusDays(daysAgo).toString(),
                "followDays",
                followDays));
    }

    static int add(String id, Map<String, Object> told) {
        TestBrowser.Answer answer = county.post(EVENTS + "/" + id + "/people", told);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json().path("number").asInt(0);
    }

    static TestBrowser.Answer meet(String id, int source, int target, boolean infected) {
        return county.post(
                EVENTS + "/" + id + "/meetings",
                Map.of(
                        "source",
                        source,
                        "target",
                        target,
                        "relation",
                        "FAMILY",
                        "exposure",
                        "LIVED_TOGETHER",
                        "lastOn",
                        today.minusDays(3).toString(),
                        "infected",
                        infected));
    }

    static JsonNode people(TestBrowser browser, String id, String search) {
        TestBrowser.Answer answer = browser.get(EVENTS + "/" + id + "/people" + search);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json();
    }

    static List<Integer> numbers(String id, String search) {
        return people(county, id, search)
                .path("people")
                .valueStream()
                .map(each -> each.path("number").asInt(0))
                .toList();
    }

    static JsonNode person(TestBrowser browser, String id, int number) {
        return browser.get(EVENTS + "/" + id + "/people/" + number).json();
    }
}
