package org.tongmai.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Participants;
import org.tongmai.node.LocalDatabase;
import picocli.CommandLine.Mixin;

/** Which node's participants are meant, whether it runs or rests. */
final class ParticipantOption {

    /** Rows of one page of a list. */
    static final int PAGE = 200;

    @Mixin
    private DatabaseOption database;

    /** Does something of which nothing is to be told. */
    void run(Consumer<Participants> work) {
        with(door -> {
            work.accept(door);
            return true;
        });
    }

    <T> T with(Function<Participants, T> work) {
        try (LocalDatabase local = database.open();
                Participants participants = Participants.on(local.dataSource(), Clock.systemUTC())) {
            return work.apply(participants);
        }
    }

    /** One page of a list: what comes after a key, at most so many. */
    interface Listing<T> {
        List<T> of(Participants door, String after, int count);
    }

    /**
     * One page of a list.
     *
     * @param next key after which the next page begins; null at the end
     */
    record Page<T>(List<T> rows, @Nullable String next) {
        Page {
            rows = List.copyOf(rows);
        }

        /** Tells a list that is cut from one that is at its end. */
        void sayMore(String option, PrintWriter err) {
            if (next != null) {
                err.println("more: " + option + " " + next);
            }
        }
    }

    /** A page, and whether there is another one. */
    <T> Page<T> page(String after, Listing<T> listing, Function<T, String> key) {
        return with(door -> {
            List<T> rows = listing.of(door, after, PAGE);
            String last = rows.isEmpty() ? after : key.apply(rows.getLast());
            boolean more = rows.size() == PAGE && !listing.of(door, last, 1).isEmpty();
            return new Page<>(rows, more ? last : null);
        });
    }

    /** Who does it, as the log names it. */
    static String by() {
        return "cli/" + System.getProperty("user.name");
    }
}
