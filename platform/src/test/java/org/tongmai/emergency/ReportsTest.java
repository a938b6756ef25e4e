package org.tongmai.emergency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.tongmai.access.TestBrowser;
import org.tongmai.print.Paper;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;

/** Reports on the situation: what was known at their cut-off, in every word, for good. */
class ReportsTest extends OnEmergencyNode {

    @Test
    void aReportTellsWhatWasKnownAtItsCutoffAndNothingThatCameLater() {
        String id = responding("按截止时间");
        ill(id, "CONFIRMED");
        ill(id, "SUSPECTED");
        Instant cutoff = changedAt(id);
        ill(id, "CONFIRMED");

        JsonNode report = made(id, Map.of("cutoff", cutoff.toString(), "words", "加强排查"));

        assertThat(rows(paper(id, report), "类别"))
                .contains(List.of("确诊病例", "1", "首期"), List.of("疑似病例", "1", "首期"), List.of("病例合计", "2", "首期"));
    }

    @Test
    void theNextReportTellsWhatIsNewSinceTheOneBefore() {
        String id = responding("两期");
        ill(id, "CONFIRMED");
        made(id, Map.of("words", "第一期"));
        ill(id, "CONFIRMED");
        ill(id, "CLINICAL");
        county.post(EVENTS + "/" + id + "/notes", Map.of("words", "学校停课三天"));

        JsonNode second = made(id, Map.of("words", "第二期"));

        assertThat(second.path("number").asInt(0)).isEqualTo(2);
        JsonNode paper = paper(id, second);
        assertThat(rows(paper, "类别")).contains(List.of("确诊病例", "2", "+1"), List.of("病例合计", "3", "+2"));
        List<String> chronicle = rows(paper, "时间").stream().map(List::getLast).toList();
        assertThat(chronicle).contains("学校停课三天").noneMatch(what -> what.startsWith("建立事件"));
    }

    @Test
    void aCorrectionIsAFurtherEditionOfTheSameDataAndTheFirstStays() {
        String id = responding("更正");
        ill(id, "CONFIRMED");
        JsonNode first = made(id, Map.of("words", "风险低"));
        ill(id, "CONFIRMED");

        JsonNode corrected = made(id, Map.of("corrects", 1, "words", "风险中"));

        assertThat(corrected.path("number").asInt(0)).isEqualTo(1);
        assertThat(corrected.path("edition").asInt(0)).isEqualTo(1);
        assertThat(corrected.path("cutoff")).isEqualTo(first.path("cutoff"));
        assertThat(corrected.path("title").asString("")).contains("更正 1");
        assertThat(rows(paper(id, corrected), "类别")).isEqualTo(rows(paper(id, first), "类别"));
        assertThat(paper(id, first).toString()).contains("风险低").doesNotContain("风险中");
    }

    @Test
    void whatIsPrintedIsWhatWasKeptAndTellsItsChecksum() throws Exception {
        String id = responding("打印");
        ill(id, "CONFIRMED");
        JsonNode report = made(id, Map.of("words", "继续随访 14 天"));
        String path = EVENTS + "/" + id + "/reports/1/0";

        var answer = county.http().send(county.change(path + "/pdf").GET().build(), BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/pdf");
        assertThat(words(answer.body()))
                .contains("打印态势报告（第 1 期）", "继续随访 14 天", "西湖区")
                .contains(report.path("checksum").asString("").substring(0, 16));
        Paper kept = Json.mapper().treeToValue(county.get(path).json().path("paper"), Paper.class);
        assertThat(Reports.checksum(kept)).isEqualTo(report.path("checksum").asString(""));
    }

    @Test
    void aReportIsMadeInEnglishToo() {
        String id = responding("双语");

        JsonNode report = made(id, Map.of("words", "Keep looking.", "language", "en"));

        assertThat(report.path("title").asString("")).isEqualTo("Situation report 1: 双语");
        assertThat(paper(id, report).path("language").asString("")).isEqualTo("en");
    }

    @Test
    void aReportBeginsWhereTheOneBeforeEndedAndNeverInTheFuture() {
        String id = responding("时间");
        made(id, Map.of("words", "一"));

        List<String> wrong = Stream.of(
                        Instant.now().plus(Duration.ofDays(1)),
                        Instant.now().minus(Duration.ofDays(1)),
                        changedAt(id).minusSeconds(600))
                .map(cutoff -> make(county, id, Map.of("cutoff", cutoff.toString(), "words", "二"))
                        .code())
                .toList();

        assertThat(wrong).containsOnly("emergency.time-wrong");
        assertThat(make(county, id, Map.of("corrects", 9, "words", "二")).code()).isEqualTo("emergency.report-unknown");
        assertThat(make(county, id, Map.of("words", "二", "language", "fr")).code())
                .isEqualTo("emergency.incomplete");
        assertThat(make(county, id, Map.of("words", "请联系 13800001234")).code()).isEqualTo("emergency.names-somebody");
        assertThat(make(county, id, Map.of("words", " ")).code()).isEqualTo("emergency.incomplete");
    }

    @Test
    void whoOnlySeesTheEventReadsReportsAndMakesNone() {
        String id = responding("权限");
        made(id, Map.of("words", "一"));

        assertThat(province.get(EVENTS + "/" + id + "/reports").json().path("reports"))
                .hasSize(1);
        assertThat(make(province, id, Map.of("words", "二")).code()).isEqualTo("emergency.not-staff");
        assertThat(neighbour.get(EVENTS + "/" + id + "/reports").code()).isEqualTo("emergency.event-unknown");
        assertThat(neighbour.get(EVENTS + "/" + id + "/reports/1/0/pdf").code()).isEqualTo("emergency.event-unknown");
        assertThat(county.get(EVENTS + "/" + id + "/reports/1/1").code()).isEqualTo("emergency.report-unknown");
    }

    @Test
    void aReportIsNeverChanged() {
        String id = responding("不改");
        made(id, Map.of("words", "一"));

        for (String statement : List.of("update emergency.report set name = 'x'", "delete from emergency.report")) {
            assertThatThrownBy(() -> node.jdbc().sql(statement).update())
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("only grows");
        }
    }

    private static void ill(String id, String classification) {
        var body = new TreeMap<String, @Nullable Object>();
        body.put("name", "某人");
        body.put("classification", classification);
        body.put(
                "onset",
                LocalDate.ofInstant(Instant.now(), Events.ZONE).minusDays(2).toString());
        assertThat(county.post(EVENTS + "/" + id + "/people", body).status()).isEqualTo(200);
    }

    private static Instant changedAt(String id) {
        return Instant.parse(event(county, id).path("event").path("changedAt").asString(""));
    }

    private static JsonNode made(String id, Map<String, Object> wanted) {
        TestBrowser.Answer answer = make(county, id, wanted);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json();
    }

    private static TestBrowser.Answer make(TestBrowser browser, String id, Map<String, Object> wanted) {
        return browser.post(EVENTS + "/" + id + "/reports", wanted);
    }

    private static JsonNode paper(String id, JsonNode report) {
        String path = EVENTS + "/" + id + "/reports/" + report.path("number").asInt(0) + "/"
                + report.path("edition").asInt(0);
        return county.get(path).json().path("paper");
    }

    /** Rows of the table whose first column has that name. */
    private static List<List<String>> rows(JsonNode paper, String column) {
        return paper.path("blocks")
                .valueStream()
                .filter(block -> block.path("columns").path(0).asString("").equals(column))
                .flatMap(block -> block.path("rows").valueStream())
                .map(row -> row.valueStream().map(cell -> cell.asString("")).toList())
                .toList();
    }

    private static String words(byte[] pdf) throws IOException {
        try (PDDocument read = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(read);
        }
    }
}
