package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** What the exit code of a command says. */
final class Exit {

    static final int OK = 0;
    /** Something was checked or sent, and not all of it was well. */
    static final int FAILED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** A setting, a file, a directory or this machine does not allow it. */
    static final int CONFIG = 3;
    /** The other side cannot be reached. */
    static final int NETWORK = 4;
    /** The other side refuses. */
    static final int REFUSED = 5;
    /** Interrupted by a person. */
    static final int INTERRUPTED = 130;

    /** Refusals of an option that only the file shows to be wrong. */
    private static final Set<String> ON_COMMAND_LINE =
            Set.of("cli.mapping-malformed", "cli.column-unknown", "cli.column-kind-unknown");

    private Exit() {}

    /** Says what went wrong, why and what to do, without a stack trace where the cause is known. */
    static int explain(Exception failure, CommandLine command, @Nullable ParseResult result) {
        PrintWriter err = command.getErr();
        Throwable cause = known(failure);
        switch (cause) {
            case Problem problem -> print(problem, err);
            case FlywayException migration -> err.println("tongmai: " + migration.getMessage());
            case IOException io -> err.println("tongmai: " + describe(io));
            default -> failure.printStackTrace(err);
        }
        return code(cause);
    }

    static void print(Problem problem, PrintWriter err) {
        err.println("tongmai: " + problem.what());
        err.println("  why:  " + problem.why());
        err.println("  mend: " + problem.mend());
        err.println("  code: " + problem.code());
    }

    private static int code(Throwable cause) {
        return switch (cause) {
            case Problem problem -> ON_COMMAND_LINE.contains(problem.code()) ? USAGE : code(problem.kind());
            case ConnectException refused -> NETWORK;
            case HttpTimeoutException late -> NETWORK;
            case InterruptedException interrupted -> INTERRUPTED;
            case IOException io -> CONFIG;
            case FlywayException migration -> CONFIG;
            default -> FAILED;
        };
    }

    private static int code(Problem.Kind kind) {
        return switch (kind) {
            case BUSY, THROTTLED -> NETWORK;
            case UNAUTHENTICATED, FORBIDDEN, TARGET_UNKNOWN -> REFUSED;
            case MALFORMED,
                    INVALID,
                    CODE_UNKNOWN,
                    NOT_FOUND,
                    NOT_SUPPORTED,
                    NOT_ACCEPTABLE,
                    GONE,
                    CONFLICT,
                    PRECONDITION_FAILED -> CONFIG;
            case TOO_LARGE, UNSUPPORTED_MEDIA, UNPROCESSABLE, MISSING_REFERENCE -> FAILED;
        };
    }

    /** The first cause whose meaning we know, as a refusal where there is one to say; else the failure itself. */
    static Throwable known(Throwable failure) {
        Throwable cause = meaningful(failure);
        if (cause instanceof Problem) {
            return cause;
        }
        return Faraway.database(failure)
                .or(() -> cause instanceof FileSystemException file ? unusable(file) : Optional.empty())
                .map(Throwable.class::cast)
                .orElse(cause);
    }

    private static Optional<Problem> unusable(FileSystemException failure) {
        return switch (failure) {
            case NoSuchFileException missing ->
                Optional.of(new Problem(
                        Problem.Kind.NOT_FOUND,
                        "cli.file-missing",
                        "There is no " + missing.getFile() + ".",
                        "The command reads this file, or was to write it into a folder that does not exist.",
                        "Check the path, or make the folder."));
            case AccessDeniedException closed ->
                Optional.of(new Problem(
                        Problem.Kind.INVALID,
                        "cli.file-closed",
                        "This user may not open " + closed.getFile() + ".",
                        "The file or its folder belongs to another user.",
                        "Run the command as the user of the node, or give this user the right."));
            default -> Optional.empty();
        };
    }

    private static Throwable meaningful(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem || cause instanceof FlywayException || cause instanceof InterruptedException) {
                return cause;
            }
            if (cause instanceof IOException && !(cause.getCause() instanceof IOException)) {
                return cause;
            }
        }
        return failure;
    }

    private static String describe(IOException failure) {
        String kind = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? kind : kind + ": " + failure.getMessage();
    }
}
