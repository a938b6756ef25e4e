package org.tongmai.intake.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the checks found so far: how often each held and did not, with up to {@value #SAMPLES} samples of where it did not. */
public final class Findings {

    static final int SAMPLES = 3;

    private static final int SHOWN_MAX = 60;

    private final Map<String, Count> counts = new LinkedHashMap<>();

    private static final class Count {
        private int held;
        private int broken;
        private final List<Sample> samples = new ArrayList<>();
    }

    /**
     * Where a check did not hold.
     *
     * @param message number of the delivery
     * @param kind of the message
     * @param where the field
     * @param shown what stood there; what identifies a person is masked
     */
    public record Sample(int message, String kind, String where, String shown) {}

    /** Says what came of a check once. */
    void check(String id, boolean holds, Heard heard, String where, String shown) {
        check(id, holds, heard.delivery(), heard.kind(), where, shown);
    }

    void check(String id, boolean holds, Delivery delivery, String kind, String where, String shown) {
        Count count = counts.computeIfAbsent(Check.of(id).id(), _ -> new Count());
        if (holds) {
            count.held++;
            return;
        }
        count.broken++;
        if (count.samples.size() < SAMPLES) {
            String cut = shown.length() > SHOWN_MAX ? shown.substring(0, SHOWN_MAX) + "…" : shown;
            count.samples.add(new Sample(delivery.number(), kind, where, cut));
        }
    }

    /** One result for each of these checks, in their order. */
    List<CheckResult> results(List<Check> checks) {
        return checks.stream().map(this::result).toList();
    }

    private CheckResult result(Check check) {
        Count count = counts.getOrDefault(check.id(), new Count());
        CheckResult.State state = count.broken > 0
                ? CheckResult.State.FAILED
                : count.held > 0 ? CheckResult.State.PASSED : CheckResult.State.NOT_EXERCISED;
        return new CheckResult(check, state, count.held, count.broken, List.copyOf(count.samples));
    }
}
