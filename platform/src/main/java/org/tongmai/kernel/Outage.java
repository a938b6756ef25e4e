package org.tongmai.kernel;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/**
 * Tells a database that is away for the moment (it restarts, or the network broke) from a fault of ours: the first passes, and
 * the caller is asked to send again; the second is looked into.
 *
 * @see <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">PostgreSQL error codes: classes 08, 53 and 57</a>
 */
public final class Outage {

    private Outage() {}

    /** The refusal to answer with, where any cause of a failure is that the database is away. */
    public static Optional<Problem> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem told && told.code().equals("kernel.database-away")) {
                return Optional.of(told);
            }
            if (cause instanceof SQLException sql && passes(sql)) {
                return Optional.of(new Problem(
                        Problem.Kind.BUSY,
                        "kernel.database-away",
                        "The database cannot be reached at the moment.",
                        "It is being started again, or too much is asked of it at once.",
                        "Send the same request again in a few seconds."));
            }
        }
        return Optional.empty();
    }

    private static boolean passes(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return failure instanceof SQLTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("57P0")
                || state.equals("53300");
    }
}
