package org.tongmai.fhir;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.QueryText;

/**
 * A request to {@code /fhir}, taken apart.
 *
 * @param base the server's base URL with a final slash
 * @param path what follows {@code /fhir/}, without empty parts
 */
public record Request(HttpServletRequest http, String base, List<String> path, Map<String, List<String>> query) {

    public static Request of(HttpServletRequest http) {
        String url = http.getRequestURL().toString();
        int fhir = url.indexOf("/fhir", url.indexOf("://") + 3);
        String base = url.substring(0, fhir) + "/fhir/";
        String rest = url.substring(Math.min(url.length(), base.length() - 1));
        List<String> path = List.of(rest.split("/")).stream()
                .filter(part -> !part.isEmpty())
                .toList();
        String query = http.getQueryString();
        return new Request(http, base, path, QueryText.parameters(query == null ? "" : query));
    }

    public String method() {
        return http.getMethod();
    }

    public @Nullable String header(String name) {
        return http.getHeader(name);
    }

    /** True where {@code Prefer: handling=strict} was asked. */
    public boolean strict() {
        return prefers("handling=strict");
    }

    public boolean lenient() {
        return prefers("handling=lenient");
    }

    public boolean prefers(String preference) {
        String prefer = header("Prefer");
        return prefer != null
                && prefer.replace(" ", "").toLowerCase(Locale.ROOT).contains(preference);
    }

    /** Whether the caller says that it has this version: {@code If-None-Match}, or else {@code If-Modified-Since}. */
    boolean has(int version, Instant at) {
        String tags = header("If-None-Match");
        if (tags != null) {
            for (String tag : tags.split(",")) {
                String bare = tag.strip();
                if (bare.equals("*")
                        || bare.replaceFirst("^W/", "").replace("\"", "").equals(String.valueOf(version))) {
                    return true;
                }
            }
            return false;
        }
        String since = header("If-Modified-Since");
        if (since == null) {
            return false;
        }
        try {
            Instant then = ZonedDateTime.parse(since, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return !at.truncatedTo(ChronoUnit.SECONDS).isAfter(then);
        } catch (DateTimeParseException e) {
            return false; // RFC 9110 §13.1.3: a date that cannot be read is left aside
        }
    }

    /** The part of the path at {@code index}; null past the end. */
    @Nullable
    String part(int index) {
        return index < path.size() ? path.get(index) : null;
    }

    public @Nullable String first(String parameter) {
        List<String> values = query.get(parameter);
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    /**
     * How many resources a page is to hold; {@code most} where nothing is said.
     *
     * @throws Problem {@code store.count-unreadable}
     */
    int count(int least, int most) {
        return count(first("_count"), least, most);
    }

    static int count(@Nullable String text, int least, int most) {
        if (text == null) {
            return most;
        }
        if (!text.matches("\\d{1,9}")) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.count-unreadable",
                    "_count is not a number.",
                    "It says how many resources a page holds.",
                    "Give a number from " + least + " to " + most + ".");
        }
        return Math.clamp(Long.parseLong(text), least, most);
    }

    /** The same request with the parameters of a posted form, as {@code _search} takes them. */
    Request withForm() {
        var all = new LinkedHashMap<String, List<String>>();
        try {
            http.getParameterMap().forEach((name, values) -> all.put(name, List.of(values)));
        } catch (IllegalStateException unreadable) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.form-unreadable",
                    "The form cannot be read.",
                    "It has too many parameters, or one that is not encoded as a form.",
                    "Send fewer parameters, as application/x-www-form-urlencoded.");
        }
        return new Request(http, base, path, all);
    }

    /** The URL without its parameters; a posted search stands where a GET would. */
    String place() {
        boolean posted = !path.isEmpty() && path.getLast().equals("_search");
        return base + String.join("/", posted ? path.subList(0, path.size() - 1) : path);
    }

    /** The URL that means the same as this request, for a link {@code self}. */
    public String url() {
        var text = new StringBuilder(place());
        char joint = '?';
        for (var parameter : query.entrySet()) {
            for (String value : parameter.getValue()) {
                text.append(joint)
                        .append(encoded(parameter.getKey()))
                        .append('=')
                        .append(encoded(value));
                joint = '&';
            }
        }
        return text.toString();
    }

    /** The parameters that shape an answer and not its content, to be carried from page to page. */
    String shaping() {
        var text = new StringBuilder();
        for (String name : List.of("_format", "_pretty", "_summary", "_elements", "_total")) {
            for (String value : query.getOrDefault(name, List.of())) {
                text.append('&').append(name).append('=').append(encoded(value));
            }
        }
        return text.toString();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
