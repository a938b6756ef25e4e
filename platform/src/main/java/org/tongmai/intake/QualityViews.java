package org.tongmai.intake;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.QualityStore.Counted;
import org.tongmai.intake.QualityStore.Sample;
import org.tongmai.intake.QualityStore.Sum;
import org.tongmai.intake.quality.Dimension;
import org.tongmai.intake.quality.Element;
import org.tongmai.intake.quality.Judgement.Came;
import org.tongmai.intake.quality.Rule;
import org.tongmai.intake.quality.Rule.Over;
import org.tongmai.intake.quality.RuleBook;
import org.tongmai.intake.quality.Score;
import org.tongmai.intake.quality.Severity;
import org.tongmai.intake.quality.Span;
import org.tongmai.kernel.Explanation.Text;

/** The counts of quality, as people see them: scores with their trend, findings by rule, one rule. */
final class QualityViews {

    /** Samples of a group. */
    private static final int SAMPLES = 3;

    private final RuleBook book;

    QualityViews(RuleBook book) {
        this.book = book;
    }

    /** One day of a row. */
    record Day(
            LocalDate day,
            @Nullable Double score,
            long received,
            long refused,
            @Nullable Long counted,
            long broken) {}

    /**
     * One row of the score board.
     *
     * @param group data set, or institution where all institutions are shown
     * @param score 0 to 100; null where no rule judged anything
     * @param counted what the source says it sent on the days of which it says so; null where it says nothing
     * @param reconciled how many of those days agree
     */
    record Row(
            String group,
            String name,
            @Nullable Double score,
            Map<Dimension, Double> dimensions,
            long received,
            long refused,
            @Nullable Long counted,
            int countedDays,
            int reconciled,
            List<Day> trend) {}

    /** What broke one rule in one data set. */
    record Finding(
            String dataset,
            String rule,
            Text words,
            Text mend,
            String before,
            String after,
            Dimension dimension,
            Severity severity,
            long judged,
            long broken,
            long untold,
            LocalDate first,
            LocalDate last,
            List<Sample> samples) {}

    /** A rule for people. */
    record RuleView(
            String code,
            LocalDate from,
            @Nullable LocalDate until,
            boolean runsAgain,
            Over over,
            List<String> sets,
            Dimension dimension,
            Severity severity,
            int weight,
            int dimensionWeight,
            Text words,
            Text mend,
            String before,
            String after,
            String condition,
            String formula,
            List<ElementView> elements) {}

    /** A data element for people. */
    record ElementView(
            String id,
            String edition,
            LocalDate from,
            @Nullable LocalDate until,
            Text name,
            Element.Type type,
            String format,
            String codes,
            boolean verified) {}

    /** A key of one day and data set of one institution. */
    private record Place(String institution, LocalDate day, String dataset) {}

    /** Counts of one day and data set, with the rules over days judged against what the source counted. */
    private record Cell(
            Place place,
            List<Score.Count> counts,
            long received,
            long refused,
            long broken,
            @Nullable Long counted,
            boolean agrees) {}

    /** @param by what a row is: the data set or the institution of its counts */
    List<Row> rows(List<Sum> sums, List<Counted> counts, boolean byInstitution, Function<String, String> names) {
        Map<String, List<Cell>> rows = cells(sums, counts).stream()
                .collect(Collectors.groupingBy(
                        each -> byInstitution
                                ? each.place().institution()
                                : each.place().dataset(),
                        TreeMap::new,
                        Collectors.toList()));
        List<Row> shown = new ArrayList<>();
        rows.forEach((group, cells) -> shown.add(row(group, names.apply(group), cells)));
        // the worst first: that is where something can be mended
        shown.sort(Comparator.comparing(
                        (Row row) -> Optional.ofNullable(row.score()).orElse(Double.MAX_VALUE))
                .thenComparing(Row::group));
        return shown;
    }

    private Row row(String group, String name, List<Cell> cells) {
        Score score = score(cells);
        Map<LocalDate, List<Cell>> days = cells.stream()
                .collect(Collectors.groupingBy(each -> each.place().day(), TreeMap::new, Collectors.toList()));
        List<Cell> told = cells.stream().filter(each -> each.counted() != null).toList();
        return new Row(
                group,
                name,
                boxed(score),
                score.byDimension(),
                cells.stream().mapToLong(Cell::received).sum(),
                cells.stream().mapToLong(Cell::refused).sum(),
                counted(cells),
                told.size(),
                (int) told.stream().filter(Cell::agrees).count(),
                days.entrySet().stream()
                        .map(each -> day(each.getKey(), each.getValue()))
                        .toList());
    }

    private Day day(LocalDate day, List<Cell> cells) {
        return new Day(
                day,
                boxed(score(cells)),
                cells.stream().mapToLong(Cell::received).sum(),
                cells.stream().mapToLong(Cell::refused).sum(),
                counted(cells),
                cells.stream().mapToLong(Cell::broken).sum());
    }

    private static @Nullable Long counted(Collection<Cell> cells) {
        List<Long> told = cells.stream()
                .flatMap(each -> Optional.ofNullable(each.counted()).stream())
                .toList();
        return told.isEmpty() ? null : told.stream().mapToLong(Long::longValue).sum();
    }

    private Score score(Collection<Cell> cells) {
        return Score.of(cells.stream().flatMap(each -> each.counts().stream()).toList(), book.weights());
    }

    private static @Nullable Double boxed(Score score) {
        return score.total().isPresent() ? score.total().getAsDouble() : null;
    }

    private List<Cell> cells(List<Sum> sums, List<Counted> counts) {
        Map<Place, List<Sum>> places = new LinkedHashMap<>();
        sums.forEach(each -> places.computeIfAbsent(
                        new Place(each.institution(), each.day(), each.dataset()), none -> new ArrayList<>())
                .add(each));
        Map<Place, Long> told = new HashMap<>();
        counts.forEach(each -> {
            Place place = new Place(each.institution(), each.day(), each.dataset());
            told.put(place, each.counted());
            places.computeIfAbsent(place, none -> new ArrayList<>());
        });
        List<Cell> cells = new ArrayList<>();
        places.forEach((place, of) -> cells.add(cell(place, of, told.get(place))));
        return cells;
    }

    private Cell cell(Place place, List<Sum> sums, @Nullable Long told) {
        List<Score.Count> counts = new ArrayList<>();
        long received = 0;
        long refused = 0;
        long broken = 0;
        for (Sum sum : sums) {
            Optional<Rule> rule = book.rule(sum.rule(), place.day());
            if (rule.isPresent()) {
                counts.add(new Score.Count(place.day(), rule.get(), sum.judged(), sum.broken()));
                broken += sum.broken();
                if (rule.get().over() == Over.ARRIVAL) {
                    received = Math.max(received, sum.judged());
                    refused = Math.max(refused, sum.broken());
                }
            }
        }
        boolean agrees = true;
        if (told != null) {
            String door = sums.isEmpty() ? "" : sums.getFirst().door();
            for (var finding : book.judge(place.day(), door, place.dataset(), told, received, refused)
                    .toList()) {
                boolean broke = finding.came() == Came.BROKEN;
                counts.add(new Score.Count(place.day(), finding.rule(), 1, broke ? 1 : 0));
                agrees &= !broke;
                broken += broke ? 1 : 0;
            }
        }
        return new Cell(place, counts, received, refused, broken, told, agrees);
    }

    /** What was broken, or could not be told, the most often broken first; of an institution. */
    List<Finding> findings(List<Sum> sums, List<Sample> samples, List<Counted> counts) {
        Map<List<String>, List<Sum>> groups = new LinkedHashMap<>();
        List<Sum> all = new ArrayList<>(sums);
        for (Cell cell : cells(sums, counts)) {
            Long told = cell.counted();
            if (told != null && !cell.agrees()) {
                Place place = cell.place();
                book.judge(place.day(), "", place.dataset(), told, cell.received(), cell.refused())
                        .filter(each -> each.came() == Came.BROKEN)
                        .forEach(each -> all.add(new Sum(
                                place.institution(),
                                place.day(),
                                place.dataset(),
                                "",
                                each.rule().code(),
                                1,
                                1,
                                0)));
            }
        }
        all.forEach(each -> groups.computeIfAbsent(List.of(each.dataset(), each.rule()), none -> new ArrayList<>())
                .add(each));
        return groups.values().stream()
                .flatMap(group -> finding(group, samples).stream())
                .sorted(Comparator.comparing(Finding::severity)
                        .thenComparing(Comparator.comparingLong(Finding::broken).reversed())
                        .thenComparing(Finding::dataset)
                        .thenComparing(Finding::rule))
                .toList();
    }

    private Optional<Finding> finding(List<Sum> group, List<Sample> samples) {
        List<Sum> broken = group.stream()
                .filter(each -> each.broken() > 0 || each.untold() > 0)
                .toList();
        String code = group.getFirst().rule();
        String dataset = group.getFirst().dataset();
        return broken.stream()
                .map(Sum::day)
                .max(LocalDate::compareTo)
                .flatMap(last -> book.rule(code, last)
                        .map(rule -> new Finding(
                                dataset,
                                code,
                                rule.words(),
                                rule.mend(),
                                rule.before(),
                                rule.after(),
                                rule.dimension(),
                                rule.severity(),
                                group.stream().mapToLong(Sum::judged).sum(),
                                broken.stream().mapToLong(Sum::broken).sum(),
                                group.stream().mapToLong(Sum::untold).sum(),
                                broken.stream()
                                        .map(Sum::day)
                                        .min(LocalDate::compareTo)
                                        .orElseThrow(),
                                last,
                                samples.stream()
                                        .filter(each -> each.rule().equals(code)
                                                && each.dataset().equals(dataset))
                                        .limit(SAMPLES)
                                        .toList())));
    }

    /** A rule, as it stands on a day. */
    RuleView view(Rule rule, LocalDate day) {
        return new RuleView(
                rule.code(),
                rule.span().from(),
                end(rule.span()),
                QualityCheck.runsAgain(rule),
                rule.over(),
                rule.sets(),
                rule.dimension(),
                rule.severity(),
                rule.weight(),
                book.weights().of(rule.dimension(), day),
                rule.words(),
                rule.mend(),
                rule.before(),
                rule.after(),
                rule.condition(),
                rule.formula(),
                rule.elements().stream()
                        .flatMap(id -> book.dictionary().element(id, day).stream())
                        .map(QualityViews::view)
                        .toList());
    }

    private static @Nullable LocalDate end(Span span) {
        return span.until().equals(LocalDate.MAX) ? null : span.until();
    }

    static ElementView view(Element element) {
        return new ElementView(
                element.id(),
                element.edition(),
                element.span().from(),
                end(element.span()),
                element.name(),
                element.type(),
                element.notation(),
                element.codes(),
                element.verified());
    }
}
