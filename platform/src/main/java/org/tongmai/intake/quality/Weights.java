package org.tongmai.intake.quality;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much each dimension counts in a score, from when until when ({@code weights.tsv}). */
public final class Weights {

    private record Weight(Dimension dimension, int weight, Span span) {}

    private final List<Weight> weights;

    private Weights(List<Weight> weights) {
        this.weights = weights;
    }

    static Weights of(@Nullable Path folder) {
        return new Weights(Tables.rows(folder, "weights.tsv").stream()
                .map(row -> new Weight(row.word("dimension", Dimension.class), Tables.weight(row), Tables.span(row)))
                .toList());
    }

    /** Of a day; 0 where none is said. */
    public int of(Dimension dimension, LocalDate day) {
        return weights.stream()
                .filter(each -> each.dimension() == dimension && each.span().holds(day))
                .mapToInt(Weight::weight)
                .findFirst()
                .orElse(0);
    }
}
