package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/** One search under way: whose scope, which moment, and what it may still cost. */
final class Run {

    /** A search that takes longer is refused with a word on how to narrow it. */
    static final Duration TIME_MAX = Duration.ofSeconds(20);

    /** Matches that are kept in memory while they are sorted or joined; some 150 bytes each. */
    static final int KEPT_MAX = 500_000;

    private static final String MOMENT = "select pg_current_snapshot()::text";

    final Connection connection;
    final Scope scope;
    final Terms terms;
    private final Admission admission;
    private final long deadline = System.nanoTime() + TIME_MAX.toNanos();
    private final boolean resumed;
    private @Nullable String moment;

    /**
     * @param moment the snapshot that the search sees; null for what is current
     * @param admission asked before many rows are looked at
     */
    Run(Connection connection, Scope scope, Terms terms, @Nullable String moment, Admission admission) {
        this.connection = connection;
        this.scope = scope;
        this.terms = terms;
        this.moment = moment;
        this.resumed = moment != null;
        this.admission = admission;
    }

    /** The same search where it looks up definitions: without a scope. */
    Run everything() {
        return new Run(connection, Scope.everything(), Terms.NONE, moment, admission);
    }

    /** Whether it goes on at the moment of an earlier page, since when the labels of resources may have changed. */
    boolean resumed() {
        return resumed;
    }

    /** Asks to look at many rows. */
    void admit() {
        admission.ask();
    }

    /** The snapshot that all further statements see; null for what is current at each. */
    @Nullable
    String moment() {
        return moment;
    }

    /** Fixes the moment, so that several statements see the same. */
    String fix() throws SQLException {
        String fixed = moment;
        if (fixed == null) {
            try (PreparedStatement statement = connection.prepareStatement(MOMENT);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                fixed = row.getString(1);
            }
            moment = fixed;
        }
        return fixed;
    }

    void fix(String seen) {
        moment = seen;
    }

    /** Whole seconds left, at least one. */
    int seconds() {
        return (int) Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toSeconds());
    }

    /** Refuses to go on past the time. */
    void goOn() {
        if (System.nanoTime() > deadline) {
            throw slow();
        }
    }

    static Problem slow() {
        return tooCostly("it takes longer than " + TIME_MAX.toSeconds() + " s");
    }

    static Problem tooCostly(String why) {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "store.search-too-wide",
                "The search is too wide.",
                "Without a narrower condition " + why + ".",
                "Name a patient, an identifier or a code, or shorten the period.");
    }
}
