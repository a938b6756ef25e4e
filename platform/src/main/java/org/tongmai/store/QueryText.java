package org.tongmai.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tongmai.kernel.Problem;

/** A query as text: {@code Type?parameter=value&…}, as in conditional references and page tokens. */
public final class QueryText {

    /** Parameters that shape the answer, not the result. */
    public static final Set<String> SHAPING = Set.of(
            "_format", "_pretty", "_summary", "_elements", "_contained", "_containedType", "_page", "_since", "_at");

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
        return parse(type.isEmpty() ? ResourceTypes.names() : List.of(type), parameters);
    }

    /** Makes a query over several types, or over those that {@code _type} names. */
    public static Query parse(List<String> types, Map<String, List<String>> parameters) {
        Query query = Query.over(types(types, parameters.getOrDefault("_type", List.of())));
        var include = new ArrayList<Query.Include>();
        var reverse = new ArrayList<Query.Include>();
        for (var parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            for (String value : parameter.getValue()) {
                switch (name) {
                    case "_sort" -> query = query.sort(value.split(","));
                    case "_count" -> query = query.count(number(value));
                    case "_include", "_include:iterate", "_include:recurse" ->
                        include.add(include(value, name.contains(":")));
                    case "_revinclude", "_revinclude:iterate", "_revinclude:recurse" ->
                        reverse.add(include(value, name.contains(":")));
                    case "_total" -> query = query.total(told(value));
                    case "_type" -> {}
                    default -> {
                        if (!SHAPING.contains(name)) {
                            query = query.where(name, value);
                        }
                    }
                }
            }
        }
        return query.including(include, reverse);
    }

    private static List<String> types(List<String> types, List<String> named) {
        if (named.isEmpty()) {
            return types;
        }
        var wanted = new LinkedHashSet<String>();
        named.forEach(value -> wanted.addAll(List.of(value.split(","))));
        wanted.forEach(ResourceTypes::code);
        wanted.retainAll(types);
        if (wanted.isEmpty()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.type-elsewhere",
                    "_type names no type that is searched here.",
                    "It narrows a search of all types; this one is of a single type.",
                    "Leave it out, or search at the base URL.");
        }
        return List.copyOf(wanted);
    }

    private static boolean told(String total) {
        return switch (total) {
            case "none" -> false;
            case "estimate", "accurate" -> true;
            default ->
                throw new Problem(
                        Problem.Kind.INVALID,
                        "store.total-unreadable",
                        "_total cannot be read.",
                        "It is none, estimate or accurate.",
                        "Correct it, or leave it out.");
        };
    }

    /** The text from which {@link #read} makes the same query. */
    public static String write(Query query) {
        boolean one = query.types().size() == 1;
        var out = new StringBuilder(one ? query.type() : "").append("?_count=").append(query.count());
        if (!one && query.types().size() < ResourceTypes.names().size()) {
            pair(out, "_type", String.join(",", query.types()));
        }
        if (!query.total()) {
            pair(out, "_total", "none");
        }
        query.parameters().forEach((name, values) -> values.forEach(value -> pair(out, name, value)));
        if (!query.sort().isEmpty()) {
            pair(out, "_sort", String.join(",", query.sort()));
        }
        query.include().forEach(include -> pair(out, name("_include", include), text(include)));
        query.reverseInclude().forEach(include -> pair(out, name("_revinclude", include), text(include)));
        return out.toString();
    }

    private static String name(String parameter, Query.Include include) {
        return parameter + (include.iterate() ? ":iterate" : "");
    }

    private static void pair(StringBuilder out, String name, String value) {
        out.append('&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private static String text(Query.Include include) {
        return include.source().equals("*")
                ? "*"
                : include.source() + ":" + include.code() + (include.target() == null ? "" : ":" + include.target());
    }

    private static Query.Include include(String value, boolean iterate) {
        if (value.equals("*")) {
            return new Query.Include("*", "*", null, iterate);
        }
        String[] parts = value.split(":", -1);
        boolean named = parts.length == 2 || parts.length == 3 && ResourceTypes.exists(parts[2]);
        if (!named || !ResourceTypes.exists(parts[0])) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.include-unreadable",
                    "An _include or _revinclude cannot be read.",
                    "Its form is Type:parameter or Type:parameter:TargetType, or * for all references.",
                    "Write for example Observation:patient.");
        }
        SearchParameter parameter = SearchParameter.of(parts[0], parts[1]);
        if (!parts[1].equals("*") && (parameter == null || parameter.kind() != SearchParameter.Kind.REFERENCE)) {
            throw Condition.unknownParameter(parts[0], parts[1]);
        }
        return new Query.Include(parts[0], parts[1], parts.length == 3 ? parts[2] : null, iterate);
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
