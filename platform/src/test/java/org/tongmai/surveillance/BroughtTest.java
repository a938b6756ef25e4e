package org.tongmai.surveillance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestBrowser;
import tools.jackson.databind.JsonNode;

/** Counts that CDC staff bring in as lists are series like those of cases: known at a time, looked at, drawn. */
class BroughtTest extends OnSurveillanceNode {

    private static final String COUNTY = "330106";

    private static LocalDate today() {
        return LocalDate.ofInstant(Instant.now(), Surveillance.ZONE);
    }

    private static TestBrowser.Answer bring(TestBrowser browser, String type, String list) {
        return browser.send(browser.change("/api/surveillance/series")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(list)));
    }

    /** Packs of a medicine, a day each until yesterday. */
    private static String sales(String item, int... packs) {
        var csv = new StringBuilder("source,item,place,day,count\n");
        for (int i = 0; i < packs.length; i++) {
            csv.append("SRC-DRUG,%s,%s,%s,%d\n".formatted(item, COUNTY, today().minusDays(packs.length - i), packs[i]));
        }
        return csv.toString();
    }

    private static JsonNode points(String what, String more) {
        LocalDate today = today();
        return city.get("/api/surveillance/series/points?what=" + what + "&from=" + today.minusDays(40) + "&until="
                        + today + more)
                .json()
                .path("points");
    }

    private static int sum(JsonNode points) {
        return points.valueStream()
                .mapToInt(each -> each.path("cases").asInt(0))
                .sum();
    }

    private static JsonNode signals(String what) {
        return city.get("/api/surveillance/signals?what=" + what).json().path("signals");
    }

    @Test
    void salesThatRiseAboveTheirPastRaiseASignalAndAreDrawnAsFarAsTheyWereTold() {
        int[] packs = IntStream.range(0, 40).map(i -> i < 38 ? 18 + i % 5 : 90).toArray();

        TestBrowser.Answer taken = bring(city, "text/csv", sales("antitussives", packs));

        assertThat(taken.json().path("changed").asInt(0)).isEqualTo(40);
        while (node.bean(Detection.class).round()) {
            // until none waits
        }
        JsonNode signal = signals("SRC-DRUG:antitussives").path(0);
        assertThat(signal.path("place").path("code").asString("")).isEqualTo(COUNTY);
        assertThat(signal.path("name").path("zh").asString("")).isEqualTo("药品零售 antitussives");
        assertThat(signal.path("sentence").path("zh").asString(""))
                .contains("盒")
                .doesNotContain("7 天 180 例");
        JsonNode points = points("SRC-DRUG:antitussives", "&method=ears-c2");
        JsonNode last = points.path(points.size() - 1);
        assertThat(last.path("day").asString(""))
                .as("what was not told is not zero")
                .isEqualTo(today().minusDays(1).toString());
        assertThat(last.path("cases").asInt(0)).isEqualTo(90);
        assertThat(last.path("alarm").asBoolean(false)).isTrue();
    }

    @Test
    void whatALaterListSaysOfADayTakesItsPlaceAndTheEarlierCountIsKnownAsItWas() {
        bring(city, "text/csv", sales("masks", 5, 6, 7));
        Instant then = Instant.now();
        String line = """
                {"source":"SRC-DRUG","item":"masks","place":"%s","day":"%s","count":1}
                """.formatted(COUNTY, today().minusDays(2));

        JsonNode taken = bring(city, "application/x-ndjson", line).json();
        JsonNode again = bring(city, "application/x-ndjson", line).json();

        assertThat(taken.path("changed").asInt(-1)).isEqualTo(1);
        assertThat(again.path("changed").asInt(-1)).isZero();
        assertThat(sum(points("SRC-DRUG:masks", ""))).isEqualTo(5 + 1 + 7);
        assertThat(sum(points("SRC-DRUG:masks", "&asOf=" + then))).isEqualTo(5 + 6 + 7);
    }

    @Test
    void eachLineThatCannotBeUsedIsNamedAndNothingIsTaken() {
        LocalDate day = today().minusDays(3);
        String list = String.join(
                "\n",
                "source,place,day,count",
                "SRC-HOTLINE,330106," + day + ",4",
                "SRC-RUMOUR,330106," + day + ",4",
                "SRC-HOTLINE,330105," + day + ",4",
                "SRC-HOTLINE,330106," + today().plusDays(1) + ",4",
                "SRC-HOTLINE,330106," + day.minusDays(1) + ",-1",
                "SRC-HOTLINE,330106," + day + ",5",
                "SRC-HOTLINE,330106");

        TestBrowser.Answer refused = bring(city, "text/csv", list);

        assertThat(refused.code()).isEqualTo("surveillance.list-wrong");
        assertThat(refused.json().path("where").valueStream().map(each -> each.asString("")))
                .containsExactly("3:source", "4:place", "5:day", "6:count", "7:repeated", "8:columns");
        assertThat(points("SRC-HOTLINE", "").size()).isZero();
        assertThat(bring(city, "application/x-ndjson", "{\"source\":").code()).isEqualTo("surveillance.list-wrong");
        assertThat(bring(doctor, "text/csv", list).code()).isEqualTo("access.role-not-allowed");
    }

    @Test
    void aListOfAnotherCharacterSetIsNotKeptUnderBrokenNames() {
        String list = "source,item,place,day,count\nSRC-DRUG,退热药,330106," + today().minusDays(3) + ",4\n";

        TestBrowser.Answer refused = city.send(city.change("/api/surveillance/series")
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofByteArray(list.getBytes(Charset.forName("GB18030")))));

        assertThat(refused.code()).isEqualTo("surveillance.list-not-utf8");
    }

    @Test
    void aListOfManyYearsDoesNotMakeTheCasesOfThoseYearsZeros() {
        var counts = node.bean(CountStore.class);
        LocalDate longAgo = today().minusYears(5);
        bring(city, "text/csv", "source,place,day,count\nSRC-DEATH,%s,%s,3\n".formatted(COUNTY, longAgo));
        counts.change(
                List.of(),
                List.of(new CountStore.Cell(COUNTY, "1000", Dated.DIAGNOSIS, today().minusDays(2))),
                Instant.now());

        assertThat(counts.first(COUNTY, Dated.DIAGNOSIS, Set.of("SRC-DEATH", "SRC-DRUG")))
                .hasValueSatisfying(first -> assertThat(first).isAfter(longAgo));
        assertThat(node.bean(Detection.class).alarms(COUNTY, "SRC-DEATH", today()))
                .as("a list that ended long ago")
                .isEmpty();
    }

    @Test
    void aListOfAYearOfAHundredSeriesIsTakenWithinSeconds() {
        var csv = new StringBuilder("source,item,place,day,count\n");
        for (int item = 0; item < 100; item++) {
            for (int day = 1; day <= 365; day++) {
                csv.append("SRC-ABSENCE,school %d,%s,%s,%d\n"
                        .formatted(item, COUNTY, today().minusDays(day), (item + day) % 7));
            }
        }
        Instant begun = Instant.now();

        TestBrowser.Answer taken = bring(city, "text/csv", csv.toString());

        assertThat(taken.json().path("rows").asInt(0)).isEqualTo(36_500);
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(20));
        assertThat(bring(city, "text/csv", csv.append(csv).toString()).code()).isEqualTo("surveillance.list-too-long");
    }
}
