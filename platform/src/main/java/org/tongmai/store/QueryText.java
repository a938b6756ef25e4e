package org.tongmai.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tongmai.kernel.Problem;

/** A query as text: {@code Type?parameter=value&…}, as in conditional references and page tokens. */
public final class QueryText {

    private QueryText() {}

    /** Reads {@code Type?a=b&c=d}. */
    public static Query read(String text) {
        int mark = text.indexOf('?');
        String type = mark < 0 ? text : text.substring(0, mark);
        return parse(type, parameters(mark < 0 ? "" : text.substring(mark + 1)));
    }

    /** The parameters of a URL's query part, in order. */
    public static Map<String, List<String>> parameters(String query) {
        var out = new LinkedHashMap<String, List<String>>();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                out.computeIfAbsent(name, n -> new ArrayList<>())
                        .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return out;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.url-escape",
                    "The query part of a URL has a wrong escape.",
                    "A percent sign must be followed by two hexadecimal digits.",
                    "Write a percent sign as %25.");
        }
    }

    /** Makes a query of parameters; those that shape the answer and not the result are left aside. */
    public static Query parse(String type, Map<String, List<String>> parameters) {
        Query query = Query.of(type);
        var include = new ArrayList<Query.Include>();
        var reverse = new ArrayList<Query.Include>();
        for (var parameter : parameters.entrySet()) {
            for (String value : parameter.getValue()) {
                switch (parameter.getKey()) {
                    case "_sort" -> query = query.sort(value.split(","));
                    case "_count" -> query = query.count(number(value));
                    case "_include" -> include.add(include(value));
                    case "_revinclude" -> reverse.add(include(value));
                    case "_format", "_pretty", "_summary", "_elements", "_total" -> {}
                    default -> query = query.where(parameter.getKey(), value);
                }
            }
        }
        return query.including(include, reverse);
    }

    /** The text from which {@link #read} makes the same query. */
    public static String write(Query query) {
        var out = new StringBuilder(query.type()).append("?_count=").append(query.count());
        query.parameters().forEach((name, values) -> values.forEach(value -> pair(out, name, value)));
        if (!query.sort().isEmpty()) {
            pair(out, "_sort", String.join(",", query.sort()));
        }
        query.include().forEach(include -> pair(out, "_include", text(include)));
        query.reverseInclude().forEach(include -> pair(out, "_revinclude", text(include)));
        return out.toString();
    }

    private static void pair(StringBuilder out, String name, String value) {
        out.append('&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private static String text(Query.Include include) {
        return include.source() + ":" + include.code() + (include.target() == null ? "" : ":" + include.target());
    }

    private static Query.Include include(String value) {
        String[] parts = value.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || !ResourceTypes.exists(parts[0])) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.include-unreadable",
                    "An _include or _revinclude cannot be read.",
                    "Its form is Type:parameter or Type:parameter:TargetType.",
                    "Write for example Observation:patient.");
        }
        if (!parts[1].equals("*") && SearchParameter.of(parts[0], parts[1]) == null) {
            throw Condition.unknownParameter(parts[0], parts[1]);
        }
        return new Query.Include(parts[0], parts[1], parts.length == 3 ? parts[2] : null);
    }

    private static int number(String text) {
        try {
            return Math.max(Integer.parseInt(text.strip()), 0);
        } catch (NumberFormatException e) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.count-unreadable",
                    "_count is not a number.",
                    "It says how many resources a page holds.",
                    "Give a number from 0 to " + Query.COUNT_MAX + ".");
        }
    }
}
