package org.tongmai.emergency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestBrowser;
import tools.jackson.databind.JsonNode;

/** The line list of an event, its contacts, chains and samples, and who sees them. */
class PeopleTest extends OnEmergencyNode {

    @Test
    void aCaseIsWrittenDownByHandAndListedMasked() {
        String id = responding("手工登记");

        int number = add(id, ill("欧阳建国", "CONFIRMED", 3, "phone", "13800001234", "place", "330106"));

        JsonNode listed = people(county, id, "").path("people").get(0);
        assertThat(listed.path("number").asInt(0)).isEqualTo(number);
        assertThat(listed.path("person").asString("")).isEqualTo("欧***");
        assertThat(listed.path("place").path("code").asString("")).isEqualTo("330106");
        assertThat(listed.toString()).doesNotContain("13800001234");
        JsonNode whole = person(county, id, number);
        assertThat(whole.path("who").path("name").asString("")).isEqualTo("欧阳建国");
        assertThat(whole.path("who").path("phone").asString("")).isEqualTo("13800001234");
    }

    @Test
    void aReportCardBecomesACaseOnceAndTheLookAtItLeavesATrace() {
        String patient = node.file(HOSPITAL_A, "Patient", """
                {"resourceType":"Patient","gender":"male","birthDate":"1985-03-07","name":[{"text":"周文"}],
                 "address":[{"use":"home","text":"浙江省杭州市西湖区文一路1号","city":"杭州市","district":"西湖区","state":"浙江省"}],
                 "identifier":[{"use":"usual","system":"https://tongmai.org/fhir/institution/%s/patient","value":"CARD-1"}]}
                """.formatted(HOSPITAL_A));
        node.file(HOSPITAL_A, "Condition", """
                {"resourceType":"Condition","subject":{"reference":"Patient/%s"},"recordedDate":"%s",
                 "clinicalStatus":{"coding":[{"code":"active"}]},"verificationStatus":{"coding":[{"code":"confirmed"}]},
                 "recorder":{"display":"张伟"},
                 "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"B05.900","display":"麻疹"}]}}
                """.formatted(
                        patient, Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS)));
        node.settle();
        long card = node.jdbc()
                .sql("select id from surveillance.card where compartment = ?")
                .param(node.compartment(patient))
                .query(Long.class)
                .single();
        String id = responding("由卡转入");

        JsonNode first = link(id, card);
        JsonNode again = link(id, card);

        assertThat(first.path("added").asInt(0)).isEqualTo(1);
        assertThat(again.path("added").asInt(-1)).isZero();
        assertThat(again.path("known").asInt(0)).isEqualTo(1);
        JsonNode line = people(county, id, "").path("people").get(0);
        assertThat(line.path("card").asString("")).isEqualTo(String.valueOf(card));
        int before = traces(patient);
        person(county, id, line.path("number").asInt(0));
        assertThat(traces(patient)).isEqualTo(before + 1);

        String other = county.post(
                        EVENTS, Map.of("title", "另一病种", "what", "3900", "place", "330106", "plan", "enteric"))
                .json()
                .path("id")
                .asString("");
        assertThat(county.post(EVENTS + "/" + other + "/people/cards", Map.of("cards", List.of(card)))
                        .code())
                .isEqualTo("emergency.card-of-another-disease");
    }

    private static JsonNode link(String id, long card) {
        return county.post(EVENTS + "/" + id + "/people/cards", Map.of("cards", List.of(card)))
                .json();
    }

    private static int traces(String patient) {
        return node.jdbc()
                .sql("select count(*) from access.look where compartment = ?")
                .param(node.compartment(patient))
                .query(Integer.class)
                .single();
    }

    @Test
    void onlyTheStaffOfTheEventSeeItsPeople() {
        String id = responding("谁可见");
        int number = add(id, ill("赵云", "SUSPECTED", 1));
        List<String> paths = List.of(
                "/people",
                "/people/" + number,
                "/people.csv?purpose=x",
                "/places",
                "/chains",
                "/follow-ups",
                "/samples",
                "/views");

        for (String path : paths) {
            assertThat(county.get(EVENTS + "/" + id + path).status()).as(path).isEqualTo(200);
            assertThat(province.get(EVENTS + "/" + id + path).code()).as(path).isEqualTo("emergency.not-staff");
            assertThat(neighbour.get(EVENTS + "/" + id + path).code()).as(path).isEqualTo("emergency.event-unknown");
        }
        onDuty(id);
        for (String path : paths) {
            assertThat(neighbour.get(EVENTS + "/" + id + path).status())
                    .as(path)
                    .isEqualTo(200);
        }
        assertThat(written(county, id).toString()).contains("SUSPECTED");
        assertThat(written(province, id))
                .as("that it happened is for those above, not to which number")
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(each.path("happening").propertyNames()).containsExactly("kind"));
        assertThat(event(province, id).path("figures").path("total").asInt(0))
                .as("numbers are for those above, too")
                .isEqualTo(1);
    }

    private static List<JsonNode> written(TestBrowser caller, String id) {
        return caller.get(EVENTS + "/" + id + "/history")
                .json()
                .path("entries")
                .valueStream()
                .filter(each -> each.path("kind").asString("").equals("PersonSet"))
                .toList();
    }

    private static void onDuty(String id) {
        county.post(
                EVENTS + "/" + id + "/roster",
                Map.of(
                        "role", "epidemiology",
                        "account", "cdc.neighbour",
                        "name", "邻区流调员",
                        "until", Instant.now().plus(Duration.ofDays(1)).toString()));
    }

    @Test
    void everyLookByNameAndEveryTableTakenAlongIsWrittenDown() {
        String id = responding("留痕");
        int case1 = add(id, ill("赵云", "SUSPECTED", 1));
        int contact = add(id, contact("李四", 2, 7));
        onDuty(id);

        people(neighbour, id, "");
        person(neighbour, id, case1);
        neighbour.get(EVENTS + "/" + id + "/follow-ups");
        String table = neighbour
                .get(EVENTS + "/" + id + "/people.csv?who=CASE&purpose=%E6%97%A5%E6%8A%A5")
                .raw()
                .body();

        assertThat(table)
                .contains("cdc.neighbour")
                .contains("日报")
                .contains("赵*")
                .doesNotContain("赵云")
                .doesNotContain("李");
        JsonNode looks = county.get(EVENTS + "/" + id + "/looks").json().path("looks");
        assertThat(looks.valueStream().map(each -> each.path("kind").asString("") + each.path("persons")))
                .containsExactly("EXPORT[" + case1 + "]", "FOLLOW_UP[" + contact + "]", "PERSON[" + case1 + "]");
        assertThat(looks.get(0).path("purpose").asString("")).isEqualTo("日报");
        assertThat(neighbour.get(EVENTS + "/" + id + "/looks").code()).isEqualTo("emergency.not-staff");
        assertThat(neighbour.get(EVENTS + "/" + id + "/people.csv").code()).isEqualTo("emergency.purpose-missing");
    }

    @Test
    void aContactThatBecomesACaseStaysBothUnderOneNumber() {
        String id = responding("接触者转病例");
        int source = add(id, ill("赵云", "CONFIRMED", 5));
        int contact = add(id, contact("李四", 3, 14));
        meet(id, source, contact, false);
        assertThat(event(county, id).path("figures").path("following").asInt(0)).isEqualTo(1);

        Map<String, Object> now = contact("李四", 3, 14);
        now.put("classification", "CONFIRMED");
        now.put("onset", today.toString());
        now.put("version", person(county, id, contact).path("version").asInt(0));
        assertThat(county.post(EVENTS + "/" + id + "/people/" + contact, now).status())
                .isEqualTo(200);

        JsonNode figures = event(county, id).path("figures");
        assertThat(figures.path("total").asInt(0)).isEqualTo(2);
        assertThat(figures.path("contacts").asInt(0)).isEqualTo(1);
        assertThat(figures.path("became").asInt(0)).isEqualTo(1);
        assertThat(figures.path("following").asInt(0)).isZero();
        assertThat(numbers(id, "?who=CASE")).containsExactly(source, contact);
        assertThat(numbers(id, "?who=CONTACT")).containsExactly(contact);
        assertThat(numbers(id, "?who=BECAME")).containsExactly(contact);
        assertThat(person(county, id, contact).path("meetings")).hasSize(1);
        assertThat(county.post(EVENTS + "/" + id + "/people/" + contact, now).code())
                .isEqualTo("emergency.person-changed");
    }

    @Test
    void everyNumberIsThatOfItsListAtEveryMoment() {
        String id = responding("数表一致");
        Random random = new Random(5);
        List<Instant> moments = new ArrayList<>();
        List<Map<String, Object>> told = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            if (told.isEmpty() || random.nextInt(3) > 0) {
                Map<String, Object> next = random.nextBoolean()
                        ? ill(
                                "张" + i,
                                pick(random, "SUSPECTED", "CLINICAL", "CONFIRMED", "ASYMPTOMATIC"),
                                random.nextInt(9))
                        : contact("王" + i, 1 + random.nextInt(5), 3 + random.nextInt(9));
                add(id, next);
                told.add(next);
            } else {
                int at = random.nextInt(told.size());
                Map<String, Object> next = told.get(at);
                next.put("classification", pick(random, "CONFIRMED", "DISCARDED"));
                if (random.nextBoolean()) {
                    next.put("onset", today.minusDays(random.nextInt(5)).toString());
                    next.put("ending", pick(random, "RECOVERED", "DIED"));
                    next.put("endedOn", today.toString());
                }
                next.put("version", person(county, id, at + 1).path("version").asInt(0));
                assertThat(county.post(EVENTS + "/" + id + "/people/" + (at + 1), next)
                                .status())
                        .isEqualTo(200);
            }
            moments.add(Instant.parse(
                    event(county, id).path("event").path("changedAt").asString("")));
        }

        assertThat(counts(id, null)).isEqualTo(counts(id, moments.getLast()));
        for (int i = 0; i < moments.size(); i += 6) {
            Instant at = moments.get(i);
            JsonNode figures =
                    county.get(EVENTS + "/" + id + "?at=" + at).json().path("figures");
            assertThat(counts(id, at))
                    .as("at " + at)
                    .isEqualTo(List.of(
                            figures.path("total").asInt(0),
                            figures.path("contacts").asInt(0),
                            figures.path("became").asInt(0),
                            figures.path("undated").asInt(0),
                            figures.path("deaths").asInt(0),
                            figures.path("recovered").asInt(0),
                            figures.path("following").asInt(0),
                            figures.path("cases").path("CONFIRMED").asInt(0),
                            figures.path("cases").path("DISCARDED").asInt(0),
                            figures.path("onsets")
                                    .path(today.minusDays(1).toString())
                                    .valueStream()
                                    .mapToInt(each -> each.asInt(0))
                                    .sum()));
        }
    }

    /** How many each list has, in the order of the numbers above. */
    private static List<Integer> counts(String id, @Nullable Instant at) {
        return List.of(
                        "who=CASE",
                        "who=CONTACT",
                        "who=BECAME",
                        "who=CASE&undated=true",
                        "who=CASE&ending=DIED",
                        "who=CASE&ending=RECOVERED",
                        "following=" + today,
                        "classification=CONFIRMED",
                        "classification=DISCARDED",
                        "who=CASE&from=" + today.minusDays(1) + "&until=" + today.minusDays(1))
                .stream()
                .map(each -> people(county, id, "?" + each + (at == null ? "" : "&at=" + at)))
                .map(each -> {
                    assertThat(each.path("people")).hasSize(each.path("total").asInt(-1));
                    return each.path("total").asInt(0);
                })
                .toList();
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    @Test
    void aChainIsNoCircleAndNobodyIsInfectedByTwo() {
        String id = responding("传播链");
        List<Integer> ill = IntStream.range(0, 4)
                .mapToObj(i -> add(id, ill("病例" + i, "CONFIRMED", 9 - 2 * i)))
                .toList();
        int contact = add(id, contact("李四", 1, 7));

        assertThat(meet(id, ill.get(0), ill.get(1), true).status()).isEqualTo(200);
        assertThat(meet(id, ill.get(1), ill.get(2), true).status()).isEqualTo(200);
        assertThat(meet(id, ill.get(2), ill.get(0), true).code()).isEqualTo("emergency.chain-circle");
        assertThat(meet(id, ill.get(1), ill.get(0), true).code()).isEqualTo("emergency.chain-circle");
        assertThat(meet(id, ill.get(3), ill.get(2), true).code()).isEqualTo("emergency.infected-by-another");
        assertThat(meet(id, ill.get(0), contact, true).code()).isEqualTo("emergency.chain-of-cases");
        assertThat(meet(id, ill.get(0), contact, false).status()).isEqualTo(200);
        assertThat(meet(id, ill.get(0), 999, false).code()).isEqualTo("emergency.person-unknown");

        JsonNode tree = county.get(EVENTS + "/" + id + "/chains").json();
        assertThat(tree.path("generations").toString()).isEqualTo("{\"0\":1,\"1\":1,\"2\":1}");
        assertThat(tree.path("single").asInt(0)).isEqualTo(1);
        assertThat(tree.path("serialInterval").path("mean").asDouble(0)).isEqualTo(2.0);
        assertThat(tree.path("nodes")).hasSize(5);
        assertThat(tree.toString()).doesNotContain("病例0").doesNotContain("李四");
    }

    @Test
    void aTelephoneWithoutNetworkSendsLaterWhatWasTappedAndTheLastTapHolds() {
        String id = responding("医学观察");
        int contact = add(id, contact("李四", 2, 7));
        Instant tapped = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Map<String, Object> well = said(contact, today, "WELL", tapped.minusMillis(20));
        Map<String, Object> ill = said(contact, today, "ILL", tapped);

        JsonNode taken = follow(
                id,
                List.of(
                        ill,
                        well,
                        well,
                        said(contact, today.plusDays(1), "WELL", tapped),
                        said(99, today, "WELL", tapped)));
        follow(id, List.of(well));

        assertThat(taken.path("taken")
                        .valueStream()
                        .map(each -> each.path("wrong").asString("")))
                .containsExactly("", "", "", "day", "person");
        JsonNode due = county.get(EVENTS + "/" + id + "/follow-ups")
                .json()
                .path("contacts")
                .get(0);
        assertThat(due.path("name").asString("")).isEqualTo("李四");
        assertThat(due.path("index").asInt(0)).isEqualTo(2);
        assertThat(due.path("days").asInt(0)).isEqualTo(7);
        assertThat(due.path("done").path("outcome").asString("")).isEqualTo("ILL");
        assertThat(person(county, id, contact).path("followUps")).hasSize(1);
        assertThat(county.get(EVENTS + "/" + id + "/follow-ups?day=" + today.plusDays(6))
                        .json()
                        .path("contacts"))
                .as("the plan ends on the seventh day")
                .isEmpty();
    }

    private static Map<String, Object> said(int person, LocalDate day, String outcome, Instant at) {
        return Map.of("person", person, "day", day.toString(), "outcome", outcome, "saidAt", at.toString());
    }

    private static JsonNode follow(String id, List<Map<String, Object>> said) {
        TestBrowser.Answer answer = county.post(EVENTS + "/" + id + "/follow-ups", Map.of("said", said));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void aSampleHasNoGapInItsCustodyAndNoResultBeforeALaboratoryReceivedIt() {
        String id = responding("样本");
        int person = add(id, ill("赵云", "SUSPECTED", 2));
        Map<String, Object> taking =
                Map.of("person", person, "label", "HZ-0001", "material", "咽拭子", "test", "麻疹核酸", "condition", "2–8 ℃");
        String sample = EVENTS + "/" + id + "/samples/"
                + county.post(EVENTS + "/" + id + "/samples", taking)
                        .json()
                        .path("number")
                        .asInt(0);

        assertThat(county.post(EVENTS + "/" + id + "/samples", taking).code()).isEqualTo("emergency.label-taken");
        assertThat(county.post(sample + "/result", Map.of("result", "POSITIVE")).code())
                .isEqualTo("emergency.custody-not-possible");
        assertThat(hand(sample, "SENT", "样本转运员").status()).isEqualTo(200);
        assertThat(hand(sample, "DESTROYED", "无").code()).isEqualTo("emergency.custody-not-possible");
        assertThat(hand(sample, "RECEIVED", "市疾控实验室").status()).isEqualTo(200);
        assertThat(county.post(sample + "/result", Map.of("result", "POSITIVE", "words", "D8 型"))
                        .status())
                .isEqualTo(200);
        assertThat(hand(sample, "DESTROYED", "市疾控实验室").status()).isEqualTo(200);
        assertThat(hand(sample, "SENT", "某人").code()).isEqualTo("emergency.custody-not-possible");

        JsonNode listed = county.get(EVENTS + "/" + id + "/samples?result=POSITIVE")
                .json()
                .path("samples")
                .get(0);
        assertThat(listed.path("custody")
                        .valueStream()
                        .map(each -> each.path("kind").asString("")))
                .containsExactly("TAKEN", "SENT", "RECEIVED", "DESTROYED");
        assertThat(listed.path("words").asString("")).isEqualTo("D8 型");
        assertThat(county.post(
                                EVENTS + "/" + id + "/samples",
                                Map.of(
                                        "person",
                                        person,
                                        "label",
                                        "HZ-0002",
                                        "material",
                                        "血",
                                        "test",
                                        "IgM",
                                        "takenAt",
                                        Instant.now().plus(Duration.ofHours(1)).toString()))
                        .raw()
                        .body())
                .contains("emergency.incomplete")
                .contains("\"at\"");
    }

    private static TestBrowser.Answer hand(String sample, String kind, String holder) {
        return county.post(sample + "/custody", Map.of("kind", kind, "holder", holder));
    }

    @Test
    void placesTellHowManyWereExposedThereAndViewsAreSharedByTheStaff() {
        String id = responding("场所");
        int one = add(id, ill("赵云", "CONFIRMED", 2));
        int other = add(id, contact("李四", 2, 7));
        int place = county.post(EVENTS + "/" + id + "/places", Map.of("name", "文一路小学三年级二班", "region", "330106"))
                .json()
                .path("number")
                .asInt(0);
        for (int person : List.of(one, other)) {
            county.post(
                    EVENTS + "/" + id + "/people/" + person + "/exposures",
                    Map.of("place", place, "day", today.minusDays(3).toString()));
        }

        JsonNode listed =
                county.get(EVENTS + "/" + id + "/places").json().path("places").get(0);
        assertThat(listed.path("people").asInt(0)).isEqualTo(2);
        assertThat(listed.path("cases").asInt(0)).isEqualTo(1);
        assertThat(numbers(id, "?exposedAt=" + place + "&who=CASE")).containsExactly(one);

        county.post(EVENTS + "/" + id + "/views", Map.of("name", "校内病例", "search", "who=CASE&exposedAt=" + place));
        onDuty(id);
        assertThat(neighbour
                        .get(EVENTS + "/" + id + "/views")
                        .json()
                        .path("views")
                        .get(0)
                        .path("name")
                        .asString(""))
                .isEqualTo("校内病例");
        assertThat(county.post(EVENTS + "/" + id + "/views", Map.of("name", "x", "search", "name=赵云"))
                        .code())
                .as("nothing personal in an address")
                .isEqualTo("emergency.incomplete");
    }

    @Test
    void theHistoryNamesNobody() {
        String id = responding("历史不记名");
        int one = add(id, ill("司马相如", "CONFIRMED", 2, "phone", "13911112222", "number", "110105194912310021"));
        int other = add(id, contact("卓文君", 2, 7));
        meet(id, one, other, false);

        String history = node.jdbc()
                .sql("select string_agg(body::text, ' ') from emergency.history where event = ?")
                .param(Long.parseLong(id))
                .query(String.class)
                .single();

        assertThat(history)
                .contains("CONFIRMED")
                .doesNotContain("司马")
                .doesNotContain("文君")
                .doesNotContain("1391111");
    }

    @Test
    void whatCannotBeIsRefusedWithTheField() {
        String id = responding("填写有误");
        Map<String, Map<String, Object>> wrong = new TreeMap<>();
        wrong.put("onset", ill("赵云", "CONFIRMED", -2));
        wrong.put("birthDate", ill("赵云", "CONFIRMED", 1, "birthDate", "1985-02-30"));
        wrong.put("sex", ill("赵云", "CONFIRMED", 1, "sex", "X"));
        wrong.put("endedOn", ill("赵云", "CONFIRMED", 1, "ending", "DIED"));
        wrong.put("classification", new TreeMap<>(Map.of("name", "赵云")));
        wrong.put("followDays", contact("李四", 2, 400));
        wrong.put("name", ill(" ", "CONFIRMED", 1));

        wrong.forEach((field, told) -> {
            TestBrowser.Answer answer = county.post(EVENTS + "/" + id + "/people", told);
            assertThat(answer.code()).as(field).isEqualTo("emergency.incomplete");
            assertThat(answer.raw().body()).contains("\"" + field + "\"");
        });
        TestBrowser.Answer filtered = county.get(EVENTS + "/" + id + "/people?who=NOBODY&from=2026-13-01");
        assertThat(filtered.code()).isEqualTo("access.parameter-unreadable");
        assertThat(filtered.status()).isEqualTo(400);
    }
}
