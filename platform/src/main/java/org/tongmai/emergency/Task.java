package org.tongmai.emergency;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody is to do by a time.
 *
 * @param number from 1 in its event
 * @param words what is to be done
 * @param en the same in English where it came from a plan
 * @param role of the plan; empty for none
 * @param assignee USCC of the institution that is to do it; null for the staff of the event
 * @param planned whether it is an item of the plan
 * @param handledAt when it was received, done or cancelled, whichever came last
 * @param by name of whoever did that
 * @param feedback what came of it
 * @param escalated 0 not, 1 the owner was told that it is overdue, 2 the division above was told, too
 */
public record Task(
        int number,
        String words,
        String en,
        String role,
        @Nullable String assignee,
        boolean planned,
        Instant madeAt,
        Instant dueAt,
        State state,
        @Nullable Instant handledAt,
        String by,
        String feedback,
        int escalated) {

    /** Once overdue, and again when it took twice its time. */
    static final int ESCALATED_MOST = 2;

    /** Where it stands. */
    public enum State {
        SET,
        RECEIVED,
        DONE,
        CANCELLED
    }

    static Task planned(int number, PlanList.Item item, Instant at) {
        return new Task(
                number,
                item.words().zh(),
                item.words().en(),
                item.role(),
                null,
                true,
                at,
                at.plus(item.due()),
                State.SET,
                null,
                "",
                "",
                0);
    }

    boolean open() {
        return state == State.SET || state == State.RECEIVED;
    }

    /** When it is to be escalated next; null where it is not. */
    @Nullable
    Instant escalatesAt() {
        if (!open() || escalated >= ESCALATED_MOST) {
            return null;
        }
        return escalated == 0 ? dueAt : dueAt.plus(Duration.between(madeAt, dueAt));
    }

    Task in(State next, Instant at, String name, String words) {
        return new Task(
                number,
                this.words,
                en,
                role,
                assignee,
                planned,
                madeAt,
                dueAt,
                next,
                at,
                name,
                words.isEmpty() ? feedback : words,
                escalated);
    }

    Task escalated(int to) {
        return new Task(number, words, en, role, assignee, planned, madeAt, dueAt, state, handledAt, by, feedback, to);
    }
}
