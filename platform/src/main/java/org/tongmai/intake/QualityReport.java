package org.tongmai.intake;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.QualityViews.Day;
import org.tongmai.intake.QualityViews.Finding;
import org.tongmai.intake.QualityViews.Row;
import org.tongmai.intake.quality.Dimension;
import org.tongmai.kernel.Explanation;
import org.tongmai.print.Block;
import org.tongmai.print.Block.Bar;
import org.tongmai.print.Block.Bars;
import org.tongmai.print.Block.Fact;
import org.tongmai.print.Block.Facts;
import org.tongmai.print.Block.Heading;
import org.tongmai.print.Block.Table;
import org.tongmai.print.Block.Text;
import org.tongmai.print.Paper;
import org.tongmai.print.Wording;
import org.tongmai.print.Wording.Language;

/** A report on the quality of data (数据质量报告): of one institution, or of all of them side by side. */
final class QualityReport {

    private static final int FINDINGS_MAX = 40;
    private static final double PERCENT = 100;
    private static final String NOTHING = "–";

    private final Wording words;
    private final String foot;
    private final String under;
    private final List<Block> blocks = new ArrayList<>();

    /** @param foot who made it, when */
    QualityReport(Language language, LocalDate from, LocalDate until, String by, Instant at) {
        this.words = new Wording(QualityReport.class, "quality-report", language);
        this.under = words.of("under", words.day(from), words.day(until));
        this.foot = words.of("foot", under, by, words.moment(at));
    }

    /**
     * Of one institution.
     *
     * @param all its one row
     * @param sets a row for each data set
     */
    Paper of(String institution, Optional<Row> all, List<Row> sets, List<Finding> findings) {
        all.ifPresentOrElse(this::overall, this::none);
        all.ifPresent(row -> trend(row.trend()));
        groups("groups", "column.dataset", sets, row -> dataset(row.group()));
        findings(findings);
        return paper(words.of("title", institution));
    }

    /** Of all institutions, the worst first. */
    Paper ofAll(List<Row> institutions) {
        if (institutions.isEmpty()) {
            none();
        }
        groups("groups.all", "column.institution", institutions, Row::name);
        return paper(words.of("title.all"));
    }

    private Paper paper(String title) {
        blocks.add(new Heading(words.of("notes")));
        blocks.add(new Text(words.of("notes.words")));
        return new Paper(words.language().tag(), title, under, foot, blocks);
    }

    private void none() {
        blocks.add(new Heading(words.of("overall")));
        blocks.add(new Text(words.of("overall.none")));
    }

    private void overall(Row row) {
        blocks.add(new Heading(words.of("overall")));
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(words.of("overall.score"), score(row.score())));
        for (Dimension each : Dimension.values()) {
            Double score = row.dimensions().get(each);
            if (score != null) {
                facts.add(new Fact(words.of("dimension." + each), score(score)));
            }
        }
        facts.add(new Fact(words.of("overall.received"), String.valueOf(row.received())));
        facts.add(new Fact(words.of("overall.refused"), String.valueOf(row.refused())));
        facts.add(new Fact(words.of("overall.reconciled"), reconciled(row, words.of("overall.uncounted"))));
        blocks.add(new Facts(facts));
    }

    /** A bar for each day of the trend, without holes. */
    private void trend(List<Day> days) {
        var scores = new TreeMap<LocalDate, Double>();
        for (Day day : days) {
            Double score = day.score();
            if (score != null) {
                scores.put(day.day(), score);
            }
        }
        if (!scores.isEmpty()) {
            blocks.add(new Heading(words.of("trend")));
            blocks.add(new Bars(
                    words.of("trend.words"),
                    scores.firstKey()
                            .datesUntil(scores.lastKey().plusDays(1))
                            .map(day -> new Bar(
                                    day.getMonthValue() + "-" + day.getDayOfMonth(),
                                    Math.round(scores.getOrDefault(day, 0.0))))
                            .toList()));
        }
    }

    private void groups(String heading, String first, List<Row> rows, Function<Row, String> name) {
        if (rows.isEmpty()) {
            return;
        }
        List<Dimension> dimensions = Arrays.stream(Dimension.values())
                .filter(each -> rows.stream().anyMatch(row -> row.dimensions().containsKey(each)))
                .toList();
        List<String> columns = new ArrayList<>(List.of(words.of(first), words.of("column.score")));
        dimensions.forEach(each -> columns.add(words.of("dimension." + each)));
        Stream.of("received", "refused", "reconciled").forEach(each -> columns.add(words.of("column." + each)));
        blocks.add(new Heading(words.of(heading)));
        blocks.add(new Table(
                columns,
                rows.stream()
                        .map(row -> {
                            List<String> cells = new ArrayList<>(List.of(name.apply(row), score(row.score())));
                            dimensions.forEach(
                                    each -> cells.add(score(row.dimensions().get(each))));
                            cells.add(String.valueOf(row.received()));
                            cells.add(String.valueOf(row.refused()));
                            cells.add(reconciled(row, NOTHING));
                            return cells;
                        })
                        .toList()));
    }

    private void findings(List<Finding> findings) {
        blocks.add(new Heading(words.of("findings")));
        if (findings.isEmpty()) {
            blocks.add(new Text(words.of("findings.none")));
            return;
        }
        if (findings.size() > FINDINGS_MAX) {
            blocks.add(new Text(words.of("findings.more", FINDINGS_MAX)));
        }
        List<String> columns = Stream.of("what", "dataset", "broken", "share", "mend")
                .map(each -> words.of("column." + each))
                .toList();
        blocks.add(new Table(
                columns,
                findings.stream()
                        .limit(FINDINGS_MAX)
                        .map(each -> List.of(
                                said(each.words()),
                                dataset(each.dataset()),
                                String.valueOf(each.broken()),
                                "%.1f %%".formatted(PERCENT * each.broken() / Math.max(1, each.judged())),
                                said(each.mend())))
                        .toList()));
    }

    private String reconciled(Row row, String none) {
        return row.countedDays() == 0 ? none : words.of("overall.days", row.reconciled(), row.countedDays());
    }

    private static String score(@Nullable Double score) {
        return score == null ? NOTHING : "%.1f".formatted(score);
    }

    /** A data set that the platform has by name; else the kind of message or document as it is. */
    private String dataset(String code) {
        return words.has("dataset." + code) ? words.of("dataset." + code) : code;
    }

    private String said(Explanation.Text text) {
        return words.language() == Language.ZH ? text.zh() : text.en();
    }
}
