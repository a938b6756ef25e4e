package org.tongmai.fhir;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a submission asked for: its request line, and the headers that decide what becomes of it. Together with the body it
 * is the whole interaction, so that a refused one can be carried out later just as it was meant.
 *
 * @param method {@code POST}, {@code PUT}, …
 * @param url below the base, with its condition if it has one; empty for a Bundle
 * @param base the base URL under which the sender knows this server, with a final slash; may be empty
 * @param strict whether unknown elements are refused
 * @see <a href="http://hl7.org/fhir/R4/http.html">FHIR R4 RESTful API</a>
 */
public record Asked(
        String method,
        String url,
        String base,
        @Nullable String ifNoneExist,
        @Nullable String ifMatch,
        boolean strict) {

    /** Parameters that say how to answer, not what to do. */
    private static final Set<String> ANSWER = Set.of("_format", "_pretty", "_summary", "_elements", "_total");

    static Asked of(Request request) {
        String query = condition(request.http().getQueryString());
        return new Asked(
                request.method(),
                String.join("/", request.path()) + (query.isEmpty() ? "" : "?" + query),
                request.base(),
                request.header("If-None-Exist"),
                request.header("If-Match"),
                request.strict());
    }

    /** What of a query says which resource is meant. */
    private static String condition(@Nullable String query) {
        return query == null
                ? ""
                : Stream.of(query.split("&"))
                        .filter(part -> !ANSWER.contains(part.split("=", 2)[0]))
                        .collect(Collectors.joining("&"));
    }

    /** An entry of a batch, which is an interaction of its own. */
    static Asked of(Bundle.Entry entry, Interactions.Handling handling) {
        return new Asked(
                entry.method(), entry.url(), handling.base(), entry.ifNoneExist(), entry.ifMatch(), handling.strict());
    }

    /** Whether a Bundle was sent. */
    boolean bundle() {
        return url.isEmpty();
    }

    /** The same for the same interaction, different for another one on the same body. */
    public byte[] bytes() {
        return String.join(
                        "\n",
                        method,
                        url,
                        Objects.requireNonNullElse(ifNoneExist, ""),
                        Objects.requireNonNullElse(ifMatch, ""))
                .getBytes(StandardCharsets.UTF_8);
    }
}
