package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tongmai.intake.QualityStore.Counted;
import org.tongmai.intake.QualityViews.Row;
import org.tongmai.print.Block.Fact;
import org.tongmai.print.Block.Facts;
import org.tongmai.print.Block.Table;
import org.tongmai.print.Paper;
import org.tongmai.print.Wording.Language;

/** A report on the quality of data says what the pages say of the same days. */
class QualityReportTest {

    private static final LocalDate DAY = LocalDate.parse("2026-03-01");
    private static final Instant AT = Instant.parse("2026-03-02T02:00:00Z");

    @Test
    void itTellsScoreCountsAndWhatToMendOfOneInstitution() {
        try (Hospital hospital = Hospital.registered()) {
            for (int i = 1; i <= 4; i++) {
                hospital.send(Hospital.REGISTRATION
                        .replace("M1", "R" + i)
                        .replace("19800307", "20260201")
                        .replace("330106198003072330", ""));
            }
            QualityViews views = new QualityViews(hospital.parts().quality().book());
            var sums = hospital.parts().qualities().sums(Hospital.CODE, null, DAY, DAY);
            var counts = List.of(new Counted(Hospital.CODE, DAY, "ADT^A04", 4));
            Row all = views.rows(sums, counts, true, group -> "浙一").getFirst();
            List<Row> sets = views.rows(sums, counts, false, group -> "");

            Paper paper = report(Language.ZH).of("浙一", Optional.of(all), sets, views.findings(sums, List.of(), counts));

            assertThat(paper.title()).isEqualTo("数据质量报告：浙一");
            assertThat(facts(paper))
                    .contains(
                            new Fact("收到（条）", String.valueOf(all.received())),
                            new Fact("质量得分（满分 100）", String.format(Locale.ROOT, "%.1f", all.score())));
            List<List<String>> rows = rows(paper, "数据集");
            assertThat(rows).hasSameSizeAs(sets);
            assertThat(rows(paper, "问题"))
                    .hasSameSizeAs(views.findings(sums, List.of(), counts))
                    .allSatisfy(row -> assertThat(row.getLast()).isNotBlank());
        }
    }

    @Test
    void ofAllInstitutionsItHasARowForEach() {
        try (Hospital hospital = Hospital.registered()) {
            hospital.send(Hospital.REGISTRATION);
            QualityViews views = new QualityViews(hospital.parts().quality().book());
            List<Row> rows = views.rows(
                    hospital.parts().qualities().sums(null, null, DAY, DAY), List.of(), true, group -> "名称 " + group);

            Paper paper = report(Language.EN).ofAll(rows);

            assertThat(rows(paper, "Institution"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.getFirst()).isEqualTo("名称 " + Hospital.CODE));
        }
    }

    @Test
    void ofDaysWithoutDataItSaysSo() {
        Paper paper = report(Language.ZH).of("浙一", Optional.empty(), List.of(), List.of());

        assertThat(paper.blocks().toString()).contains("本期没有可评分的数据", "本期没有违反规则的数据");
    }

    private static QualityReport report(Language language) {
        return new QualityReport(language, DAY, DAY, "张工", AT);
    }

    private static List<Fact> facts(Paper paper) {
        return paper.blocks().stream()
                .filter(Facts.class::isInstance)
                .flatMap(each -> ((Facts) each).facts().stream())
                .toList();
    }

    private static List<List<String>> rows(Paper paper, String column) {
        return paper.blocks().stream()
                .filter(each -> each instanceof Table table
                        && table.columns().getFirst().equals(column))
                .flatMap(each -> ((Table) each).rows().stream())
                .toList();
    }
}
