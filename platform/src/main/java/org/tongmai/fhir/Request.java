package org.tongmai.fhir;

import jakarta.servlet.http.HttpServletRequest;
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

    /** The part of the path at {@code index}; null past the end. */
    @Nullable
    String part(int index) {
        return index < path.size() ? path.get(index) : null;
    }

    public @Nullable String first(String parameter) {
        List<String> values = query.get(parameter);
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    /** The same request with the parameters of a posted form, as {@code _search} takes them. */
    Request withForm() {
        var all = new LinkedHashMap<String, List<String>>();
        http.getParameterMap().forEach((name, values) -> all.put(name, List.of(values)));
        return new Request(http, base, path, all);
    }

    /** The same request limited to one patient, as in a search of the patient's compartment. */
    Request withPatient(String id) {
        var all = new LinkedHashMap<>(query);
        all.put("patient", List.of("Patient/" + id));
        return new Request(http, base, path, all);
    }

    public String url() {
        String text = http.getQueryString();
        return base + String.join("/", path) + (text == null ? "" : "?" + text);
    }

    /** Refuses what is asked for in a form that is not spoken here. */
    void requireJson() {
        String format = first("_format");
        String accept = format != null ? format : header("Accept");
        if (accept != null && accept.contains("xml") && !accept.contains("json") && !accept.contains("*/*")) {
            throw new Problem(
                    Problem.Kind.UNSUPPORTED_MEDIA,
                    "fhir.xml-not-spoken",
                    "Answers are not given in XML.",
                    "This server speaks application/fhir+json.",
                    "Ask for application/fhir+json.");
        }
    }
}
