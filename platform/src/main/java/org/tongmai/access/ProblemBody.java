package org.tongmai.access;

import java.util.List;
import java.util.Locale;
import org.tongmai.kernel.Problem;

/**
 * A refusal as RFC 9457 has it, with why it is so and how to mend it.
 *
 * @param type a URI that names the kind of refusal; it ends in {@code code}
 * @param detail what is wrong
 * @param traceId stands in the server's log, too
 */
record ProblemBody(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String why,
        String mend,
        List<String> where,
        String traceId) {

    private static final String TYPE = "https://tongmai.org/problems/";

    static ProblemBody of(Problem problem, Locale locale, String traceId) {
        return new ProblemBody(
                TYPE + problem.code(),
                ProblemWords.title(problem.kind(), locale),
                problem.kind().status(),
                ProblemWords.say(problem.code(), "what", problem.what(), locale),
                problem.code(),
                ProblemWords.say(problem.code(), "why", problem.why(), locale),
                ProblemWords.say(problem.code(), "mend", problem.mend(), locale),
                problem.where(),
                traceId);
    }

    ProblemBody withStatus(int other) {
        return new ProblemBody(type, title, other, detail, code, why, mend, where, traceId);
    }
}
