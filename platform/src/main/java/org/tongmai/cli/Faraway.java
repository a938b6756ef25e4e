package org.tongmai.cli;

import java.sql.SQLException;
import java.util.Optional;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * A database of one's own that does not answer, or does not let in.
 *
 * @see <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">PostgreSQL error codes: classes 08, 28 and 3D</a>
 */
final class Faraway {

    private Faraway() {}

    /** The refusal to answer with, where any cause is that the database cannot be had. */
    static Optional<Problem> database(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String state = cause instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
            String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            if (state.startsWith("08")) {
                return Optional.of(new Problem(
                        Kind.BUSY,
                        "cli.database-unreachable",
                        "The database does not answer.",
                        why,
                        "Check host and port in --database or TONGMAI_DATABASE, and that PostgreSQL runs there."));
            }
            if (state.startsWith("28") || state.startsWith("3D")) {
                return Optional.of(new Problem(
                        Kind.UNAUTHENTICATED,
                        "cli.database-refuses",
                        "The database does not let this node in.",
                        why,
                        "Check user, password and name of the database in --database or TONGMAI_DATABASE."));
            }
        }
        return Optional.empty();
    }
}
