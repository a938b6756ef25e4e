package org.tongmai.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.fhir.Outcome;
import org.tongmai.intake.quality.Judgement;
import org.tongmai.kernel.Problem;

/**
 * What came of one run of a message.
 *
 * @param problem why it was not stored, or a remark on how it was; null where nothing needs to be said
 * @param locations the resources, at most {@value #LOCATIONS_MAX}
 * @param keptOnly what of the message has no place in the record, such as {@code PID-3.6} or {@code ZPD-2 ×3}
 * @param judgement what the rules of quality say of what was stored
 */
record Verdict(
        State state,
        @Nullable Problem problem,
        int created,
        int updated,
        int unchanged,
        List<String> locations,
        List<String> keptOnly,
        Judgement judgement) {

    static final int LOCATIONS_MAX = 1_000;

    Verdict {
        locations = List.copyOf(locations.size() > LOCATIONS_MAX ? locations.subList(0, LOCATIONS_MAX) : locations);
        keptOnly = List.copyOf(keptOnly);
    }

    Verdict(State state, @Nullable Problem problem, int created, int updated, int unchanged, List<String> locations) {
        this(state, problem, created, updated, unchanged, locations, List.of(), Judgement.NONE);
    }

    static Verdict stored(Outcome outcome, @Nullable Problem remark) {
        return stored(outcome, remark, List.of());
    }

    static Verdict stored(Outcome outcome, @Nullable Problem remark, List<String> keptOnly) {
        return new Verdict(
                State.STORED,
                remark,
                outcome.created(),
                outcome.updated(),
                outcome.unchanged(),
                outcome.locations(),
                keptOnly,
                Judgement.NONE);
    }

    /** The same, of which the rules say so. */
    Verdict judged(Judgement said) {
        return new Verdict(state, problem, created, updated, unchanged, locations, keptOnly, said);
    }

    static Verdict stored(int created, int updated, int unchanged) {
        return new Verdict(State.STORED, null, created, updated, unchanged, List.of());
    }

    static Verdict refused(Problem problem) {
        return new Verdict(State.REFUSED, problem, 0, 0, 0, List.of());
    }

    static Verdict waiting(Problem problem) {
        return new Verdict(State.WAITING, problem, 0, 0, 0, List.of());
    }

    /** The verdict of a later run: what is stored now had been refused before. */
    Verdict later() {
        return state == State.STORED
                ? new Verdict(State.RESOLVED, problem, created, updated, unchanged, locations, keptOnly, judgement)
                : this;
    }
}
