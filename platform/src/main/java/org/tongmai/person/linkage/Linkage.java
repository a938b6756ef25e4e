package org.tongmai.person.linkage;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Which records of a table are of one person. A function of what the records say: the order of the rows does not matter.
 *
 * <p>Fits a model to the table without labels, or takes one; scores the pairs that meet in a block; and clusters them. See
 * docs/decisions/linkage-engine.md.
 */
public final class Linkage {

    private final List<Field> fields;
    private final int[] order;
    private final int[] kept;
    private final Comparisons comparisons;
    private final Fitted fitted;
    private final Weights weights;
    private final Pairs pairs = new Pairs();
    private final Clustering clustering;
    private final int[] clusters;
    private final LongAdder compared = new LongAdder();

    private final Map<String, String> notes;

    private Linkage(
            List<Field> fields, int[] order, int[] kept, Optional<LinkageModel> model, Map<String, String> notes) {
        this.fields = fields;
        this.notes = Map.copyOf(notes);
        this.order = order;
        this.kept = kept;
        comparisons = new Comparisons(fields);
        var blocks = new Blocks(fields);
        var estimation = new Estimation(fields, comparisons);
        if (model.isPresent()) {
            fitted = Fitted.of(model.get(), fields);
            estimation.adopt(fitted, blocks);
        } else {
            fitted = estimation.fit(blocks);
        }
        weights = new Weights(fields, fitted.kin(), fitted.m(), fitted.u(), fitted.together());
        blocks.visit(() -> new Scored(comparisons, weights, compared), true).forEach(each -> pairs.addAll(each.pairs));
        clustering = new Clustering(kept.length, comparisons, weights);
        clusters = clustering.of(pairs, LinkageModel.LINK_LEAST);
    }

    /**
     * The fields of a table.
     *
     * @param today no birth date inside a resident number lies after it
     * @return empty where no column of these tells records apart
     */
    public static Optional<Linkage> of(
            Table table, List<Column> columns, Optional<LinkageModel> model, LocalDate today) {
        int[] order = CanonicalOrder.of(table, columns);
        var preparation = new Preparation(table, order, today);
        List<Field> every = preparation.fields(columns);
        int[] kept = Repeats.kept(every);
        List<Field> all = preparation.mostTelling(
                kept.length == order.length
                        ? every
                        : every.stream().map(field -> field.at(kept)).toList());
        Map<Field, LinkageModel.FieldModel> known =
                model.map(each -> Fitted.known(all, each)).orElse(Map.of());
        List<Field> fields =
                model.isPresent() ? all.stream().filter(known::containsKey).toList() : all;
        var notes = new LinkedHashMap<>(preparation.notes());
        model.ifPresent(each -> all.forEach(field -> unlike(field, Optional.ofNullable(known.get(field)), each)
                .ifPresent(note -> notes.merge(field.column(), note, (before, more) -> before + "; " + more))));
        return fields.isEmpty() ? Optional.empty() : Optional.of(new Linkage(fields, order, kept, model, notes));
    }

    /** What is to be said of a field that the model does not have, or has under another name. */
    private static Optional<String> unlike(Field field, Optional<LinkageModel.FieldModel> known, LinkageModel model) {
        return known.isEmpty()
                ? Optional.of("not in the model, which has " + String.join(", ", model.columns()))
                : known.map(LinkageModel.FieldModel::column)
                        .filter(column -> !column.equals(field.column()))
                        .map(column -> "weighed as " + column + " of the model");
    }

    /** The cluster of each row of the table: numbers from 1, in the order in which the rows first show them. */
    public int[] clusters() {
        int[] byRow = new int[order.length];
        int before = 0;
        for (int place = 0; place < byRow.length; place++) {
            before += before + 1 < kept.length && kept[before + 1] == place ? 1 : 0;
            boolean repeat = kept[before] != place;
            byRow[order[place]] =
                    repeat && clusters[before] != clusters[before - 1] ? kept.length + place : clusters[before];
        }
        int[] numbers = new int[kept.length + order.length];
        int next = 0;
        for (int row = 0; row < byRow.length; row++) {
            int cluster = byRow[row];
            if (numbers[cluster] == 0) {
                numbers[cluster] = ++next;
            }
            byRow[row] = numbers[cluster];
        }
        return byRow;
    }

    /** How many rows could be linked with either of two persons, and are with neither. */
    public int undecided() {
        int rows = 0;
        for (int record = 0; record < kept.length; record++) {
            int end = record + 1 < kept.length ? kept[record + 1] : order.length;
            rows += clustering.undecided(record) ? end - kept[record] : 0;
        }
        return rows;
    }

    /** What was fitted or taken. */
    public LinkageModel model() {
        return fitted.model(fields, order.length);
    }

    /** What is to be said of columns: which were not compared and why. */
    public Map<String, String> notes() {
        return notes;
    }

    /** How many pairs were compared. */
    public long compared() {
        return compared.sum();
    }

    /** The fields that were compared. */
    public List<String> fields() {
        return fields.stream().map(Field::column).toList();
    }

    /** Shows every linked or near pair, the heaviest first. */
    public void explain(Consumer<PairExplanation> reader) {
        for (int place : pairs.heaviestFirst()) {
            PairExplanation pair = explanation(place);
            reader.accept(pair);
            if (pairs.one(place) + 1 == pairs.other(place)) {
                repeats(pairs.other(place), pair, reader);
            }
        }
    }

    /** Of each row that is left out because two before it say the same, what is said of those two. */
    private void repeats(int second, PairExplanation pair, Consumer<PairExplanation> reader) {
        int end = second + 1 < kept.length ? kept[second + 1] : order.length;
        int first = order[kept[second - 1]];
        for (int place = kept[second] + 1; place < end; place++) {
            int row = order[place];
            reader.accept(new PairExplanation(
                    Math.min(first, row),
                    Math.max(first, row),
                    pair.linked(),
                    pair.ambiguous(),
                    pair.prior(),
                    pair.together(),
                    pair.evidence()));
        }
    }

    private PairExplanation explanation(int place) {
        int one = pairs.one(place);
        int other = pairs.other(place);
        long pattern = comparisons.pattern(one, other);
        var evidence = new ArrayList<PairExplanation.Evidence>();
        for (int f = 0; f < fields.size(); f++) {
            Field field = fields.get(f);
            int found = Comparisons.finding(pattern, f);
            evidence.add(new PairExplanation.Evidence(
                    field.column(),
                    Finding.of(found),
                    comparisons.bits(f, one, other, found, weights),
                    most(f, one, other)));
        }
        return new PairExplanation(
                Math.min(order[kept[one]], order[kept[other]]),
                Math.max(order[kept[one]], order[kept[other]]),
                clusters[one] == clusters[other],
                clustering.ambiguous(place, pairs),
                weights.prior(),
                weights.together().bits(pattern),
                evidence);
    }

    /** What the field would say if both had the value of the one that is told, or the rarer of two. */
    private double most(int field, int one, int other) {
        int[] codes = fields.get(field).codes();
        return Arrays.stream(new int[] {codes[one], codes[other]})
                .filter(code -> code >= 0)
                .mapToDouble(code -> weights.same(field, code))
                .max()
                .orElse(0);
    }

    private static final class Scored implements Blocks.Visitor {

        private final Pairs pairs = new Pairs();
        private final Comparisons comparisons;
        private final Weights weights;
        private final LongAdder compared;
        private long count;

        Scored(Comparisons comparisons, Weights weights, LongAdder compared) {
            this.comparisons = comparisons;
            this.weights = weights;
            this.compared = compared;
        }

        @Override
        public void visit(int one, int other) {
            count++;
            double bits = comparisons.score(one, other, weights, LinkageModel.NEAR_LEAST);
            if (bits >= LinkageModel.NEAR_LEAST) {
                pairs.add(Math.min(one, other), Math.max(one, other), (float) bits);
            }
        }

        @Override
        public void close() {
            compared.add(count);
        }
    }
}
