package org.tongmai.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A laboratory sample of somebody of an event, with its chain of custody (样本流转).
 *
 * @param number in the event, from 1
 * @param person number in the event
 * @param label what stands on the tube
 * @param material such as 咽拭子
 * @param test what it is tested for
 * @param words what the laboratory said beside the result
 * @param resultAt null while it is pending
 * @param custody through whose hands it went, without a gap
 */
public record Sample(
        int number,
        int person,
        String label,
        String material,
        String test,
        Result result,
        String words,
        @Nullable Instant resultAt,
        List<Custody> custody) {

    /** What was found. */
    public enum Result {
        PENDING,
        POSITIVE,
        NEGATIVE,
        INCONCLUSIVE
    }

    /** What happens to a sample. */
    public enum Step {
        TAKEN,
        SENT,
        /** By a laboratory. */
        RECEIVED,
        DESTROYED;

        /** What may follow; a laboratory may send on what it received. */
        Set<Step> next() {
            return switch (this) {
                case TAKEN -> Set.of(SENT, RECEIVED, DESTROYED);
                case SENT -> Set.of(RECEIVED);
                case RECEIVED -> Set.of(SENT, DESTROYED);
                case DESTROYED -> Set.of();
            };
        }
    }

    /**
     * A step of the chain of custody.
     *
     * @param holder who has it from then on
     * @param condition how it is kept and in what state it came
     */
    public record Custody(int step, Step kind, Instant at, String holder, String condition) {}
}
