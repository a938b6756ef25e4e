package org.tongmai.surveillance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.tongmai.access.TestNode.HOSPITAL_A;

import java.sql.Date;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.TestBrowser;
import tools.jackson.databind.JsonNode;

/** Two counties of Hangzhou and one of Ningbo with three years of influenza and mumps, of which influenza grows now. */
class OverviewTest extends OnSurveillanceNode {

    private static final String XIHU = "330106";
    private static final String SHANGCHENG = "330102";
    private static final String HAISHU = "330203";
    private static final String INFLUENZA = "2400";
    private static final String MUMPS = "1900";
    private static final int DAYS = 1_100;

    private static LocalDate today;

    @BeforeAll
    static void fill() {
        today = LocalDate.ofInstant(Instant.now(), Surveillance.ZONE);
        var deltas = new TreeMap<CountStore.Cell, Integer>();
        for (int back = 0; back < DAYS; back++) {
            for (String place : List.of(XIHU, SHANGCHENG, HAISHU)) {
                count(deltas, place, INFLUENZA, back, back < 30 && !place.equals(HAISHU) ? 5 : 2);
                count(deltas, place, MUMPS, back, 1);
            }
        }
        CountStore counts = node.bean(CountStore.class);
        new TransactionTemplate(node.bean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> counts.change(deltas, Instant.now()));
    }

    private static void count(Map<CountStore.Cell, Integer> deltas, String place, String what, int back, int cases) {
        for (Dated dated : Dated.values()) {
            deltas.put(new CountStore.Cell(place, what, dated, today.minusDays(back)), cases);
        }
    }

    private static JsonNode get(TestBrowser browser, String path) {
        TestBrowser.Answer answer = browser.get("/api/surveillance/" + path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode named(JsonNode all, String field, String value) {
        return all.valueStream()
                .filter(each -> each.path(field).asString("").equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + value));
    }

    @Test
    void theDiseaseWithTheLargestExcessOverTheSameTimeOfPastYearsIsFirst() {
        JsonNode ranking = get(province, "overview/diseases");

        assertThat(ranking.path("basis").asString("")).isEqualTo("YEARS");
        JsonNode first = ranking.path("diseases").path(0);
        assertThat(first.path("what").asString("")).isEqualTo(INFLUENZA);
        assertThat(first.path("cases").asLong(0)).isEqualTo(30 * (5 + 5 + 2));
        assertThat(first.path("expected").asDouble(0)).isEqualTo(30 * 6);
        assertThat(named(ranking.path("diseases"), "what", MUMPS)
                        .path("expected")
                        .asDouble(0))
                .isEqualTo(90);
    }

    @Test
    void everyNumberIsThatOfTheSeriesItOpens() {
        String period = "&from=" + today.minusDays(6) + "&until=" + today;
        JsonNode ranked =
                named(get(city, "overview/diseases?region=" + XIHU + period).path("diseases"), "what", INFLUENZA);
        JsonNode points = get(city, "series/points?what=" + INFLUENZA + "&region=" + XIHU + period)
                .path("points");

        assertThat(ranked.path("cases").asInt(0))
                .isEqualTo(points.valueStream()
                        .mapToInt(each -> each.path("cases").asInt(0))
                        .sum());
    }

    @Test
    void theMapGoesDownFromTheProvinceToTheCountyAndItsSumsAddUp() {
        JsonNode map = get(province, "map?what=" + INFLUENZA);
        JsonNode hangzhou = named(map.path("areas"), "code", "330100");
        JsonNode below = get(province, "map?what=" + INFLUENZA + "&region=330100");

        assertThat(map.path("areas")
                                .valueStream()
                                .mapToLong(each -> each.path("cases").asLong(0))
                                .sum()
                        + map.path("elsewhere").asLong(0))
                .isEqualTo(map.path("total").asLong(-1))
                .isEqualTo(360);
        assertThat(hangzhou.path("cases").asLong(0)).isEqualTo(300);
        assertThat(hangzhou.path("inner").asBoolean(false)).isTrue();
        assertThat(hangzhou.path("rate").asDouble(0)).isEqualTo(300 * 100_000.0 / 11_936_010, within(1e-9));
        assertThat(named(below.path("areas"), "code", XIHU).path("cases").asLong(0))
                .isEqualTo(150);
        assertThat(named(below.path("areas"), "code", XIHU).path("expected").asDouble(0))
                .isEqualTo(60);
        assertThat(below.path("above").path("code").asString("")).isEqualTo("330000");
    }

    @Test
    void noTwoTilesStandInOnePlace() {
        for (String region : List.of("330000", "330100", XIHU)) {
            List<String> tiles = get(province, "map?region=" + region)
                    .path("areas")
                    .valueStream()
                    .map(each -> each.path("column").asInt(-1) + ","
                            + each.path("row").asInt(-1))
                    .toList();

            assertThat(tiles).isNotEmpty().doesNotHaveDuplicates();
        }
    }

    @Test
    void aCountyCdcSeesNothingBeyondItsCounty() {
        for (String panel : List.of(
                "overview/work",
                "overview/signals",
                "overview/diseases",
                "overview/sources",
                "map",
                "overview/growth?what=" + INFLUENZA)) {
            String asked = "/api/surveillance/" + panel + (panel.contains("?") ? "&" : "?") + "region=330000";

            assertThat(city.get(asked).status()).as(panel).isEqualTo(403);
            assertThat(doctor.get("/api/surveillance/" + panel).status())
                    .as(panel)
                    .isEqualTo(403);
        }
        JsonNode own = get(city, "map?what=" + INFLUENZA);
        assertThat(own.path("areas").size()).isEqualTo(1);
        assertThat(own.path("total").asLong(0)).isEqualTo(150);
        assertThat(own.path("above").isNull() || own.path("above").isMissingNode())
                .isTrue();
    }

    @Test
    void aMethodTakesItsParametersAndNamesOneItDoesNotHave() {
        String asked =
                "/api/surveillance/series/points?what=" + INFLUENZA + "&method=ears-c1&from=" + today.minusDays(20);
        JsonNode usual = province.get(asked).json().path("points");
        JsonNode strict = province.get(asked + "&parameter=alpha=0.5").json().path("points");

        assertThat(strict.path(15).path("bound").asDouble(0))
                .isLessThanOrEqualTo(usual.path(15).path("bound").asDouble(0));
        assertThat(province.get(asked + "&parameter=beta=1").json().path("code").asString(""))
                .isEqualTo("surveillance.parameter-unknown");
        assertThat(province.get(asked + "&parameter=beta").json().path("code").asString(""))
                .isEqualTo("surveillance.parameters-wrong");
        assertThat(province.get("/api/surveillance/series/points?what=" + INFLUENZA
                                + "&method=farrington&by=week&parameter=limit54=5,4&parameter=b=2")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void growthOfWhatStaysTheSameIsNoneAndEachCaseInfectsOne() {
        JsonNode said =
                get(province, "overview/growth?what=" + MUMPS + "&mean=5&sd=2").path("said");

        assertThat(said.path("growth").asDouble(9)).isEqualTo(0, within(0.001));
        assertThat(said.path("reproduction").path(59).path("mean").asDouble(0)).isEqualTo(1, within(0.1));
    }

    @Test
    void cardsThatWaitAreThoseOfTheInbox() {
        node.settle();
        JsonNode cards = get(city, "overview/work").path("cards");
        long drafts = node.bean(JdbcClient.class)
                .sql("select count(*) from surveillance.card where state = 'DRAFT' and jurisdiction = ?")
                .param(XIHU)
                .query(Long.class)
                .single();

        condition(
                HOSPITAL_A,
                patient(HOSPITAL_A, 901, "钱七", "文新小区"),
                "B26.9",
                "流行性腮腺炎",
                Instant.now().minusSeconds(2 * 24 * 3_600),
                "confirmed");
        node.settle();

        JsonNode after = get(city, "overview/work").path("cards");
        assertThat(after.path("drafts").asLong(-1)).isEqualTo(drafts + 1);
        assertThat(after.path("missed").asLong(-1))
                .isEqualTo(cards.path("missed").asLong(-9) + 1);
    }

    /** With so few rows every way to them costs the same, so the primary key is away while the way is asked for. */
    @Test
    void sumsOfARegionComeFromTheIndexAlone() {
        JdbcClient jdbc = node.bean(JdbcClient.class);
        var transaction = new TransactionTemplate(node.bean(PlatformTransactionManager.class));
        List<String> plans = transaction.execute(status -> {
            status.setRollbackOnly();
            jdbc.sql("alter table surveillance.daily_count drop constraint daily_count_pkey")
                    .update();
            jdbc.sql("set local enable_seqscan = off").update();
            jdbc.sql("set local enable_bitmapscan = off").update();
            return Stream.of(OverviewStore.BY_DISEASE, OverviewStore.BY_PLACE)
                    .map(sql -> String.join("\n", plan(jdbc, sql)))
                    .toList();
        });

        assertThat(plans)
                .hasSize(2)
                .allSatisfy(plan -> assertThat(plan).contains("Index Only Scan using daily_count_region"));
    }

    private static List<String> plan(JdbcClient jdbc, String sql) {
        return jdbc.sql("explain " + sql)
                .params(
                        new String[] {INFLUENZA},
                        new Date[] {Date.valueOf(today.minusDays(6))},
                        new Date[] {Date.valueOf(today)},
                        "DIAGNOSIS",
                        "33%")
                .query(String.class)
                .list();
    }

    @Test
    void whatWasFirstKnownIsTheFirstDayOfAnySeriesOfTheRegion() {
        CountStore counts = node.bean(CountStore.class);

        assertThat(counts.first("33%", Dated.DIAGNOSIS, Set.of())).contains(today.minusDays(DAYS - 1L));
        assertThat(counts.first("33%", Dated.DIAGNOSIS, Set.of(), Instant.now()))
                .contains(today.minusDays(DAYS - 1L));
        assertThat(counts.first("110101", Dated.DIAGNOSIS, Set.of())).isEmpty();
    }
}
