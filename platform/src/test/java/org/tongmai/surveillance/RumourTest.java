package org.tongmai.surveillance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tongmai.access.TestNode.HOSPITAL_A;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.TestBrowser;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;

/** What is heard of illness becomes rumours, what people or numbers decide becomes a signal, and all of it counts in series of its own. */
class RumourTest extends OnSurveillanceNode {

    private static final Duration HOUR = Duration.ofHours(1);

    private static LocalDate today() {
        return LocalDate.ofInstant(Instant.now(), Surveillance.ZONE);
    }

    private static String item(String source, String reference, Duration ago, String text) {
        var object = Json.mapper().createObjectNode();
        object.put("source", source).put("reference", reference).put("text", text);
        object.put(
                "published",
                Instant.now().minus(ago).truncatedTo(ChronoUnit.SECONDS).toString());
        return object.toString();
    }

    private static TestBrowser.Answer send(String... items) {
        return send(city, items);
    }

    private static TestBrowser.Answer send(TestBrowser by, String... items) {
        return by.send(by.change("/api/surveillance/items")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", items))));
    }

    private static JsonNode inbox(String more) {
        return province.get("/api/surveillance/rumours" + more).json().path("rumours");
    }

    /** The one whose first text begins so. */
    private static JsonNode rumour(String beginning, String more) {
        return inbox(more)
                .valueStream()
                .filter(each -> each.path("headline").asString("").startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no rumour of " + beginning));
    }

    private static JsonNode whole(JsonNode rumour) {
        return province.get("/api/surveillance/rumours/" + rumour.path("id").asString(""))
                .json();
    }

    private static TestBrowser.Answer take(JsonNode rumour, String step, Map<String, Object> more) {
        var body = new TreeMap<String, Object>(more);
        body.put("version", rumour.path("version").asInt(0));
        return city.post("/api/surveillance/rumours/" + rumour.path("id").asString("") + "/" + step, body);
    }

    @Test
    void textsThatRepeatEachOtherAreOneRumourWhoeverIsNamedIsMasked() {
        String first = "西湖区翠苑小学昨天有8名学生呕吐腹泻，家长王建国（电话13812345678）反映学校没有通知家长。";

        send(item("SRC-CALL", "cuiyuan-1", HOUR, first));
        JsonNode taken = send(
                        item("SRC-CALL", "cuiyuan-1", HOUR, first),
                        item(
                                "SRC-MEDIA",
                                "https://example.org/cuiyuan",
                                Duration.ofMinutes(20),
                                first.replace("8名", "11名")))
                .json();

        assertThat(taken.path("known").asInt(0))
                .as("the same reference is the same text")
                .isEqualTo(1);
        JsonNode rumour = rumour("西湖区翠苑小学", "");
        assertThat(rumour.path("items").asInt(0)).isEqualTo(2);
        assertThat(rumour.path("told").asInt(0)).as("one repeats the other").isEqualTo(1);
        assertThat(rumour.path("sources").size()).isEqualTo(2);
        assertThat(rumour.path("ill").asInt(0)).isEqualTo(11);
        assertThat(rumour.path("what").asString("")).isEqualTo("SYN-DIAR");
        assertThat(rumour.path("place").path("code").asString("")).isEqualTo("330106");
        JsonNode item = whole(rumour).path("items").path(0);
        assertThat(item.path("delayMinutes").asInt(0)).isBetween(59, 62);
        assertThat(item.path("day").asString("")).isEqualTo(today().minusDays(1).toString());
        assertThat(item.path("text").asString("")).contains("王某").doesNotContain("王建国", "13812345678");
        assertThat(node.bean(JdbcClient.class)
                        .sql("select text from surveillance.item where reference = 'cuiyuan-1'")
                        .query(String.class)
                        .single())
                .as("it is not kept either")
                .doesNotContain("王建国", "13812345678");
    }

    @Test
    void aPersonVerifiesARumourAndRaisesASignalWithAReason() {
        send(item("SRC-CALL", "luojia-1", HOUR, "西湖区骆家庄社区有5名居民拉肚子，怀疑水箱被污染。"));
        JsonNode rumour = rumour("西湖区骆家庄", "");

        JsonNode verifying = take(rumour, "verify", Map.of()).json();

        assertThat(take(rumour, "dismiss", Map.of("words", "late")).code()).isEqualTo("surveillance.rumour-changed");
        assertThat(take(verifying, "signal", Map.of()).code()).isEqualTo("surveillance.rumour-incomplete");
        assertThat(take(verifying, "signal", Map.of("words", "水样异常", "place", "330102"))
                        .code())
                .as("not in the own region")
                .isEqualTo("surveillance.rumour-incomplete");
        JsonNode raised =
                take(verifying, "signal", Map.of("words", "电话核实，水样异常")).json();
        assertThat(raised.path("state").asString("")).isEqualTo("SIGNALLED");
        JsonNode signal = city.get(
                        "/api/surveillance/signals/" + raised.path("signal").asString(""))
                .json();
        assertThat(signal.path("signal").path("observed").asInt(0)).isEqualTo(5);
        assertThat(signal.path("signal").path("what").asString("")).isEqualTo("SYN-DIAR");
        assertThat(signal.path("explanation")
                        .path("facts")
                        .path(0)
                        .path("finding")
                        .asString(""))
                .isEqualTo(raised.path("id").asString(""));
        assertThat(doctor.get("/api/surveillance/rumours").code()).isEqualTo("access.role-not-allowed");
    }

    @Test
    void aRumourThatReachesANumberOfTheTableRaisesASignalByItself() {
        send(item("SRC-MEDIA", "xixi-1", HOUR, "杭州市西湖区西溪某工厂宿舍3名工人突然高烧，其中1人死亡，查不出原因。"));

        JsonNode rumour = rumour("杭州市西湖区西溪", "?ended=true");

        assertThat(rumour.path("state").asString("")).isEqualTo("SIGNALLED");
        assertThat(rumour.path("what").asString("")).isEqualTo("TM99");
        assertThat(whole(rumour)
                        .path("events")
                        .valueStream()
                        .map(each -> each.path("kind").asString("")))
                .containsExactly("BEGAN", "SIGNALLED");
    }

    @Test
    void aDismissedRumourComesBackWhenTwiceAsManyTellOfIt() {
        send(item("SRC-CALL", "gudang-1", HOUR, "西湖区古荡幼儿园好几个小朋友身上起疹子。"));
        JsonNode rumour = rumour("西湖区古荡", "");
        take(rumour, "dismiss", Map.of("words", "湿疹，一例"));

        send(item("SRC-CALL", "gudang-2", HOUR, "我女儿在西湖区古荡幼儿园，她也出红疹了，老师让在家观察，请来查一查。"));

        JsonNode back = rumour("西湖区古荡", "");
        assertThat(back.path("id").asString("")).isEqualTo(rumour.path("id").asString(""));
        assertThat(back.path("state").asString("")).isEqualTo("NEW");
        assertThat(back.path("told").asInt(0)).isEqualTo(2);
    }

    @Test
    void whatWasDealtWithLongAgoIsFoundPageByPage() {
        for (String text :
                List.of("西湖区灵隐街道有导游咳嗽很久了，想问哪里能做胸片检查。", "西湖区双浦镇有村民说鸡舍里死了好几十只，人都还好。", "西湖区北山路一家民宿的住客半夜牙疼发热。")) {
            send(item("SRC-CALL", text, HOUR, text));
            take(rumour(text.substring(0, 5), ""), "dismiss", Map.of("words", "电话核实，无异常"));
        }
        List<String> all = ids(inbox("?ended=true"));

        List<String> older = ids(inbox("?ended=true&before=" + all.get(1)));

        assertThat(all).hasSizeGreaterThanOrEqualTo(3);
        assertThat(older).isEqualTo(all.subList(2, all.size()));
    }

    private static List<String> ids(JsonNode rumours) {
        return rumours.valueStream().map(each -> each.path("id").asString("")).toList();
    }

    /** Three events, told again and again with small changes, in several orders: each place has the same rumours. */
    @Test
    void whichTextsAreOfOneRumourDoesNotDependOnTheOrderInWhichTheyCome() {
        Random random = new Random(11);
        List<TreeSet<String>> parts = new ArrayList<>();
        for (String county : List.of("上城区", "拱墅区", "滨江区")) {
            List<String> texts = new ArrayList<>();
            for (String event : List.of(
                    "%s一家海鲜餐厅的顾客在聚餐之后陆续出现呕吐和腹痛，市场监管部门已经封存了剩余的食材并抽样送检",
                    "%s多名家长向本报反映，孩子所在的班级最近流鼻涕咳嗽的人很多，教室里几乎每天都有空位，校医室门口排起长队",
                    "%s某养老机构的护工说近来老人们的身上长出成片的红疹，机构负责人表示正在联系皮肤科医生上门诊治")) {
                String text = event.formatted(county);
                texts.add(text);
                texts.add(text + "，本报将继续关注。");
                texts.add("【民生热线】" + text + "，本报将继续关注。");
                texts.add("【民生热线】" + text.replace("最近", "近来").replace("陆续", "先后") + "！");
            }
            Collections.shuffle(texts, random);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(send(
                                        province,
                                        item(
                                                "SRC-MEDIA",
                                                "county-" + parts.size() + "-" + i,
                                                Duration.ofHours(i + 1L),
                                                texts.get(i)))
                                .status())
                        .isEqualTo(200);
            }
            parts.add(inbox("")
                    .valueStream()
                    .filter(each -> each.path("headline").asString("").contains(county))
                    .map(RumourTest::whole)
                    .map(each -> each.path("items")
                            .valueStream()
                            .map(item -> item.path("text").asString("").replace(county, "某区"))
                            .sorted()
                            .collect(Collectors.joining("|")))
                    .collect(Collectors.toCollection(TreeSet::new)));
        }

        assertThat(parts.get(0)).hasSize(3);
        assertThat(parts).containsOnly(parts.get(0));
    }

    @Test
    void aFeedOfNewsIsReadAndAWrongOneIsRefused() {
        String atom = """
                <feed xmlns="http://www.w3.org/2005/Atom"><title>本地新闻</title>
                  <entry><title>西湖区一中学报告水痘</title><link href="https://example.org/n/1"/><id>urn:1</id>
                    <published>%s</published>
                    <content type="html">&lt;p&gt;西湖区三墩中学7名学生患水痘，班级停课。&lt;/p&gt;</content></entry></feed>
                """.formatted(Instant.now().minus(HOUR).truncatedTo(ChronoUnit.SECONDS));

        TestBrowser.Answer taken = city.send(city.change("/api/surveillance/items?source=SRC-MEDIA")
                .header("Content-Type", "application/atom+xml")
                .POST(HttpRequest.BodyPublishers.ofString(atom)));

        assertThat(taken.json().path("taken").asInt(0)).isEqualTo(1);
        JsonNode rumour = rumour("西湖区一中学报告水痘", "");
        assertThat(rumour.path("what").asString("")).isEqualTo("TM04");
        assertThat(rumour.path("ill").asInt(0)).isEqualTo(7);
        TestBrowser.Answer entity = city.send(
                city.change("/api/surveillance/items?source=SRC-MEDIA")
                        .header("Content-Type", "application/atom+xml")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "<!DOCTYPE feed [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><feed><entry><title>&x;</title></entry></feed>")));
        assertThat(entity.code()).isEqualTo("surveillance.items-wrong");
        assertThat(send(item("SRC-DRUG", "x", HOUR, "text"), "{", item("SRC-MEDIA", "", Duration.ofHours(-2), ""))
                        .json()
                        .path("where")
                        .valueStream()
                        .map(each -> each.asString("")))
                .containsExactly("1:source", "2:line", "3:published", "3:reference", "3:text");
    }

    /** Numbers of calls that begin with a day look like identity numbers. */
    @Test
    void twoCallsWhoseNumbersLookLikeIdentityNumbersAreTwo() {
        JsonNode taken = send(
                        item("SRC-CALL", "202406120000012345", HOUR, "西湖区留下街道一小区有人反映自来水发黄。"),
                        item("SRC-CALL", "202406150000099999", HOUR, "西湖区转塘街道一处工地夜里噪声很大，老人睡不着。"))
                .json();

        assertThat(taken.path("taken").asInt(0)).isEqualTo(2);
        assertThat(send(
                                item("SRC-CALL", "杭热线〔2026〕第 0042 号", HOUR, "西湖区北山街道有人反映路灯不亮。"),
                                item("SRC-CALL", "杭热线\n0043", HOUR, "西湖区北山街道有人反映路灯不亮。"))
                        .json()
                        .path("where")
                        .toString())
                .as("a number is in Chinese too; a line of a file is none")
                .contains("2:reference")
                .doesNotContain("1:reference");
    }

    @Test
    void whatCannotBeKeptOrIsNoNewsIsRefusedBeforeAnythingIsFiled() {
        String zero = item("SRC-CALL", "zero-1", HOUR, "西湖区有人发烧").replace("有人", "有\\u0000人");
        String half = item("SRC-CALL", "half-1", HOUR, "西湖区有人发烧").replace("有人", "有\\ud83d人");
        String year = item("SRC-CALL", "year-1", HOUR, "西湖区有人发烧")
                .replaceFirst("\"published\":\"[^\"]*\"", "\"published\":\"-99999-01-01T00:00:00Z\"");

        TestBrowser.Answer refused = send(
                item("SRC-CALL", "right-1", HOUR, "西湖区有人发烧"),
                item("SRC-CALL", "old-1", Duration.ofDays(367), "西湖区有人发烧"),
                year,
                zero,
                half);

        assertThat(refused.json().path("where").valueStream().map(each -> each.asString("")))
                .containsExactly("2:published", "3:published", "4:text", "5:text");
        assertThat(node.bean(JdbcClient.class)
                        .sql("select count(*) from surveillance.item where reference = 'right-1'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aCdcFilesNoTextsOfAnotherRegion() {
        String told = item("SRC-CALL", "beyond-1", HOUR, "一小学20名学生呕吐").replaceFirst("\\{", "{\"place\":\"330203\",");

        TestBrowser.Answer refused = send(told, item("SRC-CALL", "beyond-2", HOUR, "宁波市海曙区一小学20名学生呕吐"));

        assertThat(refused.json().path("where").valueStream().map(each -> each.asString("")))
                .containsExactly("1:place", "2:place");
    }

    @Test
    void aRumourThatRaisedASignalLetsItGrow() {
        send(item("SRC-CALL", "sandun-1", HOUR, "西湖区三墩小学昨天有6名学生呕吐腹泻，家长反映食堂不卫生。"));
        JsonNode raised =
                take(rumour("西湖区三墩小学", ""), "signal", Map.of("words", "电话核实")).json();

        send(item("SRC-MEDIA", "https://example.org/sandun", HOUR, "记者获悉，西湖区三墩小学呕吐腹泻的学生已经增至26名，疾控人员到校采样。"));

        JsonNode grown = whole(raised);
        assertThat(grown.path("rumour").path("signal").asString(""))
                .isEqualTo(raised.path("signal").asString(""));
        assertThat(grown.path("rumour").path("ill").asInt(0)).isEqualTo(26);
        assertThat(city.get("/api/surveillance/signals/" + raised.path("signal").asString(""))
                        .json()
                        .path("signal")
                        .path("observed")
                        .asInt(0))
                .isEqualTo(26);
    }

    @Test
    void anEntryOfAFeedThatCannotBeUsedIsLeftOutAndTold() {
        String entry = """
                <item><title>%s</title><link>%s</link><pubDate>%s</pubDate>
                  <media:content url="https://example.org/p.jpg"/><description>%s</description></item>
                """;
        String now = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().minus(HOUR).atOffset(ZoneOffset.UTC));
        String rss = "<rss xmlns:media=\"http://search.yahoo.com/mrss/\"><channel>"
                + entry.formatted("旧闻", "https://example.org/old", "Mon, 02 Mar 2015 08:00:00 GMT", "一中学报告水痘")
                + entry.formatted("西湖区蒋村中学水痘", "https://example.org/水痘", now, "班上9名学生患水痘。" + "续".repeat(30_000))
                + "</channel></rss>";

        JsonNode taken = city.send(city.change("/api/surveillance/items?source=SRC-MEDIA")
                        .header("Content-Type", "application/rss+xml")
                        .POST(HttpRequest.BodyPublishers.ofString(rss)))
                .json();

        assertThat(taken.path("taken").asInt(0)).isEqualTo(1);
        assertThat(taken.path("skipped").valueStream().map(each -> each.asString("")))
                .containsExactly("1:published");
        JsonNode rumour = rumour("西湖区蒋村中学水痘", "");
        assertThat(rumour.path("ill").asInt(0)).as("told by the description").isEqualTo(9);
        assertThat(whole(rumour).path("items").path(0).path("reference").asString(""))
                .isEqualTo("https://example.org/%E6%B0%B4%E7%97%98");
    }

    @Test
    void whatARumourIsOfIsWhatMostOfItsTextsSay() {
        send(item("SRC-CALL", "wenxin-1", HOUR, "西湖区文一街小学有家长说班里几个孩子发烧咳嗽，希望有关部门关注一下学校通风消毒的情况。"));
        JsonNode first = rumour("西湖区文一街小学", "");
        for (int i = 2; i <= 3; i++) {
            send(item("SRC-CALL", "wenxin-" + i, HOUR, "西湖区文一街小学有家长说班里几个孩子出水痘，希望有关部门关注一下学校通风消毒的情况。" + "！".repeat(i)));
        }

        assertThat(first.path("what").asString("")).isNotEqualTo("TM04");
        JsonNode now = whole(first).path("rumour");
        assertThat(now.path("items").asInt(0)).isEqualTo(3);
        assertThat(now.path("what").asString("")).isEqualTo("TM04");
    }

    @Test
    void aDeathWhoseDayWasCorrectedCountsOnTheOther() {
        String patient = patient(HOSPITAL_A, 902, "沈大江", "五常花园");
        String dead = """
                {"resourceType":"Encounter","id":"%s","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/%s"},
                 "period":{"start":"%sT08:00:00+08:00","end":"%sT20:00:00+08:00"},
                 "hospitalization":{"dischargeDisposition":{"text":"死亡"}}}
                """;
        LocalDate wrong = today().minusDays(9);
        LocalDate right = today().minusDays(6);
        Map<LocalDate, Integer> before = deaths();
        String id = node.file(
                HOSPITAL_A,
                "Encounter",
                dead.formatted("", patient, wrong, wrong).replace("\"id\":\"\",", ""));
        node.settle();
        assertThat(deaths().getOrDefault(wrong, 0)).isEqualTo(before.getOrDefault(wrong, 0) + 1);

        node.replace(HOSPITAL_A, "Encounter", id, dead.formatted(id, patient, right, right));
        node.settle();

        assertThat(deaths().getOrDefault(wrong, 0)).isEqualTo(before.getOrDefault(wrong, 0));
        assertThat(deaths().getOrDefault(right, 0)).isEqualTo(before.getOrDefault(right, 0) + 1);
    }

    private static Map<LocalDate, Integer> deaths() {
        return node.bean(CountStore.class).days("33%", "SRC-DIED", Dated.DIAGNOSIS, today().minusDays(30), today());
    }

    @Test
    void aResidentTellsOfIllnessAroundAFewTimesADayAndNobodyKeepsWho() {
        node.resident("resident.rumour", "周海", patient(HOSPITAL_A, 900, "周海", "文新花园"));
        TestBrowser resident = node.browser("resident.rumour");
        Map<String, Object> report =
                Map.of("where", "西湖区文新街道", "since", today().minusDays(2).toString(), "ill", 4, "text", "楼里好几家人拉肚子");

        JsonNode understood = resident.post("/api/surveillance/reports", report).json();
        assertThat(resident.post("/api/surveillance/reports", Map.of("where", "西湖区\0", "text", "发烧"))
                        .code())
                .as("uses up none of the day")
                .isEqualTo("surveillance.report-incomplete");
        for (int i = 1; i < Items.REPORTS_MOST; i++) {
            assertThat(resident.post("/api/surveillance/reports", report).status())
                    .isEqualTo(200);
        }

        assertThat(understood.path("place").path("name").asString("")).isEqualTo("西湖区");
        assertThat(resident.post("/api/surveillance/reports", report).code()).isEqualTo("surveillance.reports-enough");
        assertThat(resident.post("/api/surveillance/reports", Map.of("where", "西湖区"))
                        .json()
                        .path("where")
                        .toString())
                .contains("text");
        JsonNode rumour = rumour("西湖区文新街道", "");
        assertThat(rumour.path("ill").asInt(0)).isEqualTo(4);
        RumourStore store = node.bean(RumourStore.class);
        store.report("somebody", today().plusDays(1), 1);
        assertThat(node.bean(JdbcClient.class)
                        .sql("select account from surveillance.reporter")
                        .query(String.class)
                        .list())
                .as("on the next day nothing of today is kept, of nobody")
                .containsExactly("somebody");
        assertThat(whole(rumour).toString()).doesNotContain("resident.rumour");
        assertThat(node.bean(JdbcClient.class)
                        .sql("select count(*) from surveillance.item as i where i::text like '%resident.rumour%'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void pathogensInResultsAndDeathsInRecordsAreSeriesThatNobodyBringsIn() {
        String patient = patient(HOSPITAL_A, 901, "周大海", "蒋村花园");
        String day = today().minusDays(1).toString();
        String result = """
                {"resourceType":"Observation","status":"final","subject":{"reference":"Patient/%s"},"issued":"%sT09:00:00+08:00",
                 "code":{"text":"诺如病毒核酸"},"valueString":"%s"}
                """;
        int dead = cases("SRC-DIED");
        node.file(HOSPITAL_A, "Observation", result.formatted(patient, day, "阳性"));
        node.file(HOSPITAL_A, "Observation", result.formatted(patient, day, "阴性"));
        node.file(HOSPITAL_A, "Encounter", """
                {"resourceType":"Encounter","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/%s"},
                 "period":{"start":"%sT08:00:00+08:00","end":"%sT20:00:00+08:00"},
                 "hospitalization":{"dischargeDisposition":{"text":"死亡"}}}
                """.formatted(patient, day, day));

        node.settle();

        assertThat(cases("SRC-LAB:" + URLEncoder.encode("诺如病毒", StandardCharsets.UTF_8)))
                .isEqualTo(1);
        assertThat(cases("SRC-DIED")).isEqualTo(dead + 1);
    }

    @Test
    void eachSourceTellsHowLateItIsAndWhereItFellSilent() {
        sewage(today().minusDays(5), today().minusDays(3));

        JsonNode sewage = province.get("/api/surveillance/sources")
                .json()
                .path("sources")
                .valueStream()
                .filter(each -> each.path("code").asString("").equals("SRC-SEWAGE"))
                .findFirst()
                .orElseThrow();

        assertThat(sewage.path("median").asInt(-1)).isEqualTo(3);
        assertThat(sewage.path("late").asInt(-1)).isEqualTo(5);
        JsonNode place = sewage.path("places").path(0);
        assertThat(place.path("told").asInt(0)).isEqualTo(2);
        assertThat(place.path("due").asInt(0)).as("one a week").isEqualTo(4);
        assertThat(place.path("silent").asBoolean(true)).isFalse();
        Instant later = Instant.now().plus(Duration.ofDays(20));
        node.bean(Sources.class).look(later);
        node.bean(Sources.class).look(later.plus(HOUR));
        assertThat(silences("SRC-SEWAGE")).as("written down once").isEqualTo(1);
        sewage(today().minusDays(2));
        node.bean(Sources.class).look(Instant.now());
        assertThat(silences("SRC-SEWAGE")).as("it told again").isZero();
    }

    private static void sewage(LocalDate... days) {
        var list = new StringBuilder("source,place,day,count\n");
        for (LocalDate day : days) {
            list.append("SRC-SEWAGE,330106,").append(day).append(",3\n");
        }
        city.send(city.change("/api/surveillance/series")
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(list.toString())));
    }

    private static int silences(String source) {
        return node.bean(JdbcClient.class)
                .sql("select count(*) from surveillance.silence where source = ? and ended_at is null")
                .param(source)
                .query(Integer.class)
                .single();
    }
}
