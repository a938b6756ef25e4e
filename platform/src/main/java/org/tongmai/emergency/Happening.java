package org.tongmai.emergency;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;

/** What can happen in an event. It names nobody who is ill: people are numbers here, and the history outlives their data. */
public sealed interface Happening {

    /** Names of the kinds, as the history has them. */
    Map<String, Class<?>> KINDS = Arrays.stream(Happening.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    /** The kind of this. */
    default String kind() {
        return getClass().getSimpleName();
    }

    /** Whether it can happen in an event that is closed. */
    default boolean afterClosing() {
        return false;
    }

    /** The same for whoever sees figures and nobody who is ill, not by number either. */
    default Happening silent() {
        return this;
    }

    /**
     * It was opened.
     *
     * @param what family of diseases or syndrome; empty for another kind of event
     * @param place GB/T 2260
     * @param owner GB/T 2260
     * @param signal null where it was opened by hand
     * @param under the plan as it was then; null in what was opened before plans had editions
     */
    record Opened(
            String title,
            String what,
            String place,
            String owner,
            Body body,
            @Nullable Long signal,
            String plan,
            String words,
            @Nullable Under under)
            implements Happening {}

    /** A plan as it was when an event was opened under it. */
    record Under(String edition, Text name, List<PlanList.Role> roles) {}

    /** It went on to another status. */
    record Moved(Status to, String words) implements Happening {}

    /**
     * It was graded.
     *
     * @param criteria those of the table at that time, or empty where the grade was taken back
     */
    record Graded(Level level, String criteria, String words) implements Happening {}

    /** Another jurisdiction commands it. */
    record HandedOver(String owner, Body body, String words) implements Happening {}

    /** Something was decided or noted. */
    record Noted(String words) implements Happening {}

    /** Somebody has a role for a while. */
    record DutySet(Duty duty) implements Happening {}

    /** Somebody was taken off the roster. */
    record DutyEnded(String role, String account) implements Happening {}

    /** A task was set, by hand or by the plan. */
    record TaskSet(Task task) implements Happening {}

    /** A task was received, done or cancelled. */
    record TaskMoved(int number, Task.State to, String words) implements Happening {}

    /**
     * A task is overdue, and somebody was told.
     *
     * @param told GB/T 2260 of the jurisdiction
     */
    record TaskEscalated(int number, int escalated, String told) implements Happening {}

    /** Something of a resource was promised to the event, taken or given back. */
    record ResourceMoved(long hold, String institution, Resource.Kind resource, int amount, Hold.State to)
            implements Happening {}

    /**
     * A patient is to be moved, or was. What was said of the patient is with the transfer only, which can be emptied.
     *
     * @param words of histories from before it was so
     */
    record TransferMoved(
            long transfer,
            @Nullable Integer person,
            String from,
            String to,
            Transfer.State state,
            @Nullable String words)
            implements Happening {

        TransferMoved(long transfer, @Nullable Integer person, String from, String to, Transfer.State state) {
            this(transfer, person, from, to, state, null);
        }

        @Override
        public TransferMoved silent() {
            return new TransferMoved(transfer, null, from, to, state);
        }
    }

    /**
     * A person was written down or is known better.
     *
     * @param before null for a new one
     */
    record PersonSet(int number, @Nullable Counted before, Counted after) implements Happening {

        @Override
        public OfPeople silent() {
            return new OfPeople(kind());
        }
    }

    /** A person met another; where {@code infected}, the first is held to have infected the second. */
    record Met(int source, int target, boolean infected) implements Happening {

        @Override
        public OfPeople silent() {
            return new OfPeople(kind());
        }
    }

    /** A sample went on, or its result came. */
    record SampleMoved(int number, int person, Sample.Step step, Sample.Result result) implements Happening {

        @Override
        public OfPeople silent() {
            return new OfPeople(kind());
        }
    }

    /**
     * That something of people was written down; never stored, but told in its place.
     *
     * @param kind of what it stands for
     */
    record OfPeople(String kind) implements Happening {}

    /** A report on the situation was made, as of {@code cutoff}. */
    record Reported(int number, int edition, Instant cutoff) implements Happening {}

    /**
     * The personal data of the closed event are kept until a moment (突发事件应对法 85).
     *
     * @param words why not the usual one; empty for the day that was set by the closing
     */
    record Retained(Instant until, String words) implements Happening {

        @Override
        public boolean afterClosing() {
            return true;
        }
    }

    /**
     * The personal data were disposed of.
     *
     * @param removed rows that were deleted or de-identified, by table
     * @param statement its place in the log of receipts
     */
    record Disposed(Map<String, Integer> removed, long statement) implements Happening {

        @Override
        public boolean afterClosing() {
            return true;
        }
    }
}
