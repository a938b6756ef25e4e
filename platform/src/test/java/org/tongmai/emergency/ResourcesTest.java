package org.tongmai.emergency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestBrowser;
import tools.jackson.databind.JsonNode;

/** What institutions have, what is promised to events, and patients moved between hospitals. */
class ResourcesTest extends OnEmergencyNode {

    private static String say(TestBrowser browser, String kind, String item, int capacity, int used) {
        TestBrowser.Answer answer = browser.post(
                "/api/emergency/resources",
                Map.of(
                        "resources",
                        List.of(Map.of("kind", kind, "item", item, "unit", "张", "capacity", capacity, "used", used))));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return browser.get("/api/emergency/resources?kind=" + kind)
                .json()
                .path("resources")
                .valueStream()
                .filter(each -> each.path("item").asString("").equals(item))
                .map(each -> each.path("id").asString(""))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode resource(String id) {
        return county.get("/api/emergency/resources")
                .json()
                .path("resources")
                .valueStream()
                .filter(each -> each.path("id").asString("").equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static TestBrowser.Answer hold(String event, String resource, int amount) {
        return county.post(EVENTS + "/" + event + "/holds", Map.of("resource", resource, "amount", amount));
    }

    @Test
    void ofTwoHundredWhoAskAtOnceAsManyArePromisedABedAsThereAre() throws Exception {
        String beds = say(doctor, "BED_ICU", "并发", 20, 3);
        List<String> events = List.of(responding("甲"), responding("乙"), responding("丙"), responding("丁"));
        List<Callable<Integer>> asks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String event = events.get(i % events.size());
            asks.add(() -> hold(event, beds, 1).status());
        }

        Map<Integer, Long> answers;
        try (var threads = Executors.newFixedThreadPool(200)) {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> each : threads.invokeAll(asks)) {
                statuses.add(each.get());
            }
            answers = statuses.stream().collect(Collectors.groupingBy(each -> each, Collectors.counting()));
        }

        assertThat(answers).containsOnly(Map.entry(200, 17L), Map.entry(409, 183L));
        assertThat(resource(beds).path("held").asInt(0)).isEqualTo(17);
        assertThat(resource(beds).path("free").asInt(0)).isZero();
        assertThat(node.jdbc()
                        .sql(
                                "select coalesce(sum(amount), 0) from emergency.hold where resource = ? and state = 'HELD'")
                        .param(Long.parseLong(beds))
                        .query(Integer.class)
                        .single())
                .isEqualTo(17);
    }

    @Test
    void whatIsPromisedIsTakenOrGivenBackOnce() {
        String event = responding("物资");
        String suits = say(doctor, "STOCK", "防护服", 500, 0);
        String hold = hold(event, suits, 120).json().path("id").asString("");
        String path = EVENTS + "/" + event + "/holds/" + hold;

        assertThat(resource(suits).path("free").asInt(0)).isEqualTo(380);
        assertThat(hold(event, suits, 381).code()).isEqualTo("emergency.not-enough");
        assertThat(county.post(path + "/take", Map.of()).status()).isEqualTo(200);
        assertThat(resource(suits).path("used").asInt(0)).isEqualTo(120);
        assertThat(resource(suits).path("held").asInt(1)).isZero();
        assertThat(county.post(path + "/take", Map.of()).code()).isEqualTo("emergency.hold-not-possible");
        assertThat(county.post(path + "/release", Map.of()).status()).isEqualTo(200);
        assertThat(resource(suits).path("used").asInt(1)).isZero();
        assertThat(county.post(path + "/release", Map.of()).code()).isEqualTo("emergency.hold-not-possible");
    }

    @Test
    void whatIsOlderThanWhatIsKnownChangesNothing() {
        String beds = say(doctor, "BED", "", 300, 240);

        int taken = doctor.post(
                        "/api/emergency/resources",
                        Map.of(
                                "resources",
                                List.of(Map.of(
                                        "kind",
                                        "BED",
                                        "unit",
                                        "张",
                                        "capacity",
                                        300,
                                        "used",
                                        100,
                                        "asOf",
                                        Instant.now().minus(Duration.ofHours(1)).toString()))))
                .json()
                .path("taken")
                .asInt(1);

        assertThat(taken).isZero();
        assertThat(resource(beds).path("used").asInt(0)).isEqualTo(240);
    }

    @Test
    void aHospitalSpeaksForItselfOnly() {
        String suits = say(otherDoctor, "STOCK", "口罩", 10, 0);

        assertThat(doctor.get("/api/emergency/resources").raw().body()).doesNotContain("口罩");
        assertThat(resource(suits).path("institution").path("code").asString(""))
                .isEqualTo(HOSPITAL_B);
    }

    @Test
    void aTransferIsAcceptedWithABedHeldAndTakesItOnArrival() {
        String event = responding("转运");
        String beds = say(otherDoctor, "BED_NEGATIVE_PRESSURE", "", 1, 0);
        String first = transfer(event);
        String second = transfer(event);

        assertThat(doctor.post("/api/emergency/transfers/" + first + "/accept", Map.of())
                        .code())
                .isEqualTo("emergency.transfer-not-yours");
        assertThat(otherDoctor
                        .post("/api/emergency/transfers/" + first + "/accept", Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(otherDoctor
                        .post("/api/emergency/transfers/" + second + "/accept", Map.of())
                        .code())
                .isEqualTo("emergency.not-enough");
        assertThat(resource(beds).path("held").asInt(0)).isEqualTo(1);
        assertThat(otherDoctor
                        .post("/api/emergency/transfers/" + first + "/arrive", Map.of())
                        .code())
                .isEqualTo("emergency.transfer-not-possible");
        assertThat(doctor.post("/api/emergency/transfers/" + first + "/depart", Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(otherDoctor
                        .post("/api/emergency/transfers/" + first + "/arrive", Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(otherDoctor
                        .post("/api/emergency/transfers/" + second + "/refuse", Map.of("words", "已无床位"))
                        .status())
                .isEqualTo(200);

        assertThat(resource(beds).path("held").asInt(1)).isZero();
        assertThat(resource(beds).path("used").asInt(0)).isEqualTo(1);
        assertThat(states(event)).containsExactly("ARRIVED", "REFUSED");
    }

    @Test
    void aTransferThatIsCancelledGivesItsBedBack() {
        String event = responding("取消");
        String beds = say(otherDoctor, "BED_ISOLATION", "", 4, 0);
        String transfer = county.post(
                        EVENTS + "/" + event + "/transfers",
                        Map.of("from", HOSPITAL_A, "to", HOSPITAL_B, "bed", "BED_ISOLATION"))
                .json()
                .path("id")
                .asString("");
        otherDoctor.post("/api/emergency/transfers/" + transfer + "/accept", Map.of());

        assertThat(resource(beds).path("held").asInt(0)).isEqualTo(1);
        assertThat(county.post("/api/emergency/transfers/" + transfer + "/cancel", Map.of("words", "病情好转"))
                        .status())
                .isEqualTo(200);
        assertThat(resource(beds).path("held").asInt(1)).isZero();
    }

    @Test
    void anEventThatClosesGivesBackWhatItWasPromisedAndWaitsForPatientsOnTheirWay() {
        String event = opened("结案");
        cancelTasks(event);
        String suits = say(doctor, "STOCK", "隔离衣", 100, 0);
        String used = hold(event, suits, 30).json().path("id").asString("");
        county.post(EVENTS + "/" + event + "/holds/" + used + "/take", Map.of());
        hold(event, suits, 50);
        String moved = transfer(event);

        TestBrowser.Answer waits = decide(county, event, "status", Map.of("to", "CLOSED"));
        county.post("/api/emergency/transfers/" + moved + "/cancel", Map.of("words", "不需转"));
        TestBrowser.Answer closes = decide(county, event, "status", Map.of("to", "CLOSED"));

        assertThat(waits.code()).isEqualTo("emergency.still-open");
        assertThat(waits.raw().body()).contains("transfer " + moved);
        assertThat(closes.status()).isEqualTo(200);
        assertThat(resource(suits).path("held").asInt(1)).isZero();
        assertThat(resource(suits).path("used").asInt(0)).isEqualTo(30);
        assertThat(resource(suits).path("free").asInt(0)).isEqualTo(70);
    }

    @Test
    void theBedOfAPatientWhoIsBeingMovedIsNobodyElsesToSettle() {
        String event = responding("在途");
        String beds = say(otherDoctor, "BED_NEGATIVE_PRESSURE", "", 5, 0);
        String turned = transfer(event);
        String came = transfer(event);
        for (String each : List.of(turned, came)) {
            otherDoctor.post("/api/emergency/transfers/" + each + "/accept", Map.of());
        }
        List<String> holds = county.get(EVENTS + "/" + event + "/holds")
                .json()
                .path("holds")
                .valueStream()
                .map(each -> EVENTS + "/" + event + "/holds/" + each.path("id").asString(""))
                .toList();
        assertThat(holds).hasSize(2);
        for (String each : holds) {
            assertThat(county.post(each + "/release", Map.of()).code()).isEqualTo("emergency.hold-of-transfer");
            assertThat(county.post(each + "/take", Map.of()).code()).isEqualTo("emergency.hold-of-transfer");
        }

        for (String each : List.of(turned, came)) {
            doctor.post("/api/emergency/transfers/" + each + "/depart", Map.of());
        }
        assertThat(county.post("/api/emergency/transfers/" + turned + "/cancel", Map.of("words", "途中返回"))
                        .status())
                .isEqualTo(200);
        assertThat(otherDoctor
                        .post("/api/emergency/transfers/" + came + "/arrive", Map.of())
                        .status())
                .isEqualTo(200);

        assertThat(resource(beds).path("held").asInt(1)).isZero();
        assertThat(resource(beds).path("used").asInt(0)).isEqualTo(1);
        assertThat(holds.stream()
                        .map(each -> county.post(each + "/release", Map.of()).status()))
                .as("what the patient lies in may be given back, what was cancelled is")
                .containsExactlyInAnyOrder(200, 409);
        assertThat(resource(beds).path("used").asInt(1)).isZero();
    }

    @Test
    void whatAHospitalCountedAndWhatAnEventTookAreEachCountedOnceInWhateverOrderTheyAreTold() {
        String event = responding("次序");
        Instant now = Instant.now();
        Instant before = now.minus(Duration.ofMinutes(5));

        // told of before the take, arrives after it; then given back
        String late = counted("甲", 10, now.minus(Duration.ofMinutes(9)));
        String taken = taken(event, late);
        counted("甲", 12, before);
        assertThat(resource(late).path("used").asInt(0)).isEqualTo(13);
        county.post(taken + "/release", Map.of());
        assertThat(resource(late).path("used").asInt(0)).isEqualTo(12);

        // told of after the take: the hospital counted the bed, full or empty, itself
        String counting = counted("乙", 10, before);
        taken = taken(event, counting);
        counted("乙", 10, Instant.now());
        assertThat(resource(counting).path("used").asInt(0)).isEqualTo(10);
        county.post(taken + "/release", Map.of());
        assertThat(resource(counting).path("used").asInt(0)).isEqualTo(10);

        // taken and given back, told of before both, arrives after both
        String gone = counted("丙", 10, now.minus(Duration.ofMinutes(9)));
        county.post(taken(event, gone) + "/release", Map.of());
        counted("丙", 11, before);
        assertThat(resource(gone).path("used").asInt(0)).isEqualTo(11);

        // nothing told between
        String quiet = counted("丁", 10, before);
        county.post(taken(event, quiet) + "/release", Map.of());
        assertThat(resource(quiet).path("used").asInt(0)).isEqualTo(10);
    }

    private static String counted(String item, int used, Instant asOf) {
        TestBrowser.Answer answer = doctor.post(
                "/api/emergency/resources",
                Map.of(
                        "resources",
                        List.of(Map.of(
                                "kind",
                                "BED_ISOLATION",
                                "item",
                                item,
                                "unit",
                                "张",
                                "capacity",
                                40,
                                "used",
                                used,
                                "asOf",
                                asOf.toString()))));
        assertThat(answer.json().path("taken").asInt(0)).isEqualTo(1);
        return doctor.get("/api/emergency/resources?kind=BED_ISOLATION")
                .json()
                .path("resources")
                .valueStream()
                .filter(each -> each.path("item").asString("").equals(item))
                .map(each -> each.path("id").asString(""))
                .findFirst()
                .orElseThrow();
    }

    /** Takes one for the event; the path of the hold. */
    private static String taken(String event, String resource) {
        String path = EVENTS + "/" + event + "/holds/"
                + hold(event, resource, 1).json().path("id").asString("");
        assertThat(county.post(path + "/take", Map.of()).status()).isEqualTo(200);
        return path;
    }

    @Test
    void ofWhomATransferIsAndWhatWasSaidIsForThoseWhoWorkOnTheEvent() {
        String event = responding("转运说明");
        county.post(
                EVENTS + "/" + event + "/transfers",
                Map.of("from", HOSPITAL_A, "to", HOSPITAL_B, "bed", "BED_ICU", "words", "孕 30 周，需呼吸机"));

        assertThat(county.get(EVENTS + "/" + event + "/transfers").raw().body()).contains("呼吸机");
        assertThat(county.get(EVENTS + "/" + event + "/history").raw().body())
                .as("what is said of a patient is kept where it can be blanked")
                .contains(HOSPITAL_B)
                .doesNotContain("呼吸机");
        for (String path : List.of("/transfers", "/history")) {
            assertThat(province.get(EVENTS + "/" + event + path).raw().body())
                    .contains(HOSPITAL_B)
                    .doesNotContain("呼吸机");
        }
        assertThat(otherDoctor.get("/api/emergency/transfers").raw().body()).contains("呼吸机");
    }

    @Test
    void twoListsOfOneHospitalAtOnceDoNotWaitForEachOther() {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lines.add(Map.of("kind", "STOCK", "item", "试剂 " + i, "unit", "盒", "capacity", 9, "used", 0));
        }
        List<Map<String, Object>> reversed = lines.reversed();
        doctor.post("/api/emergency/resources", Map.of("resources", lines));

        List<Integer> answers = IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> doctor.post(
                                "/api/emergency/resources", Map.of("resources", i % 2 == 0 ? lines : reversed))
                        .status())
                .toList();

        assertThat(answers).containsOnly(200);
    }

    @Test
    void whatIsToldOfTheFutureAndAMoveWithinOneHospitalAreRefusedAsSuch() {
        String event = responding("原因");
        TestBrowser.Answer future = doctor.post(
                "/api/emergency/resources",
                Map.of(
                        "resources",
                        List.of(Map.of(
                                "kind",
                                "AMBULANCE",
                                "unit",
                                "辆",
                                "capacity",
                                3,
                                "used",
                                0,
                                "asOf",
                                Instant.now().plus(Duration.ofHours(2)).toString()))));
        TestBrowser.Answer within = county.post(
                EVENTS + "/" + event + "/transfers", Map.of("from", HOSPITAL_A, "to", HOSPITAL_A, "bed", "BED"));

        assertThat(future.code()).isEqualTo("emergency.time-wrong");
        assertThat(within.code()).isEqualTo("emergency.same-hospital");
    }

    private static String transfer(String event) {
        TestBrowser.Answer answer = county.post(
                EVENTS + "/" + event + "/transfers",
                Map.of("from", HOSPITAL_A, "to", HOSPITAL_B, "bed", "BED_NEGATIVE_PRESSURE"));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json().path("id").asString("");
    }

    private static List<String> states(String event) {
        return county.get(EVENTS + "/" + event + "/transfers")
                .json()
                .path("transfers")
                .valueStream()
                .map(each -> each.path("state").asString(""))
                .sorted()
                .toList();
    }
}
