package org.tongmai.surveillance;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a signal stands (国疾控监测发〔2025〕11号: 形成, 传递, 响应, 反馈), what may follow, and by when. */
@SuppressWarnings("ImmutableEnumChecker") // durations do not change
public enum SignalState {
    /** Raised; waits for verification (核实). */
    DETECTED(Duration.ofHours(24)),
    /** Real; waits for the assessment of its risk (风险评估). */
    VERIFIED(Duration.ofHours(24)),
    /** Its risk is known; from low upward something is issued. */
    ASSESSED(Duration.ofHours(24)),
    /** Something was issued; waits for what is done. */
    ISSUED(Duration.ofHours(24)),
    /** Something is done; waits for what came of it. */
    RESPONDING(Duration.ofDays(7)),
    /** What came of it is known. */
    FED_BACK(Duration.ofDays(7)),
    CLOSED(null),
    DISMISSED(null),
    /** Taken in by another one. */
    MERGED(null);

    /** What people do with a signal. */
    public enum Step {
        VERIFY,
        DISMISS,
        ASSESS,
        ISSUE,
        ACKNOWLEDGE,
        RESPOND,
        FEED_BACK,
        CLOSE,
        REOPEN,
        HAND_OVER,
        MERGE,
        SPLIT
    }

    private static final Duration STRICT = Duration.ofHours(2);

    private final @Nullable Duration limit;

    SignalState(@Nullable Duration limit) {
        this.limit = limit;
    }

    /**
     * Until when it may stand so: ours, for the rule names no times; null where nothing waits.
     *
     * @param strict for class 甲 and what is managed as it, which are verified and assessed at once
     */
    @Nullable
    Instant due(Instant from, boolean strict) {
        return limit == null ? null : from.plus(strict && (this == DETECTED || this == VERIFIED) ? STRICT : limit);
    }

    boolean open() {
        return this != CLOSED && this != DISMISSED && this != MERGED;
    }

    /** What may be done with a signal that stands so, by its risk. */
    Set<Step> steps(@Nullable Risk risk) {
        EnumSet<Step> steps =
                switch (this) {
                    case DETECTED -> EnumSet.of(Step.VERIFY, Step.DISMISS);
                    case VERIFIED -> EnumSet.of(Step.ASSESS, Step.DISMISS);
                    case ASSESSED ->
                        risk == Risk.VERY_LOW
                                ? EnumSet.of(Step.ASSESS, Step.CLOSE)
                                : EnumSet.of(Step.ASSESS, Step.ISSUE);
                    case ISSUED -> EnumSet.of(Step.ASSESS, Step.ISSUE, Step.ACKNOWLEDGE, Step.RESPOND);
                    case RESPONDING ->
                        EnumSet.of(Step.ASSESS, Step.ISSUE, Step.ACKNOWLEDGE, Step.RESPOND, Step.FEED_BACK);
                    case FED_BACK -> EnumSet.of(Step.ASSESS, Step.ACKNOWLEDGE, Step.RESPOND, Step.CLOSE);
                    case CLOSED, DISMISSED -> EnumSet.of(Step.REOPEN);
                    case MERGED -> EnumSet.noneOf(Step.class);
                };
        if (open()) {
            steps.addAll(EnumSet.of(Step.HAND_OVER, Step.MERGE, Step.SPLIT));
        }
        return steps;
    }
}
