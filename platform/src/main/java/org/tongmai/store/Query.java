package org.tongmai.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/**
 * A search.
 *
 * @param types the resource types it ranges over, at least one; several in a search of the whole system
 * @param criteria all of them must hold
 * @param sort parameter codes, a leading {@code -} for descending; empty means the order of filing
 * @param count facts on a page, 0 for the total only
 * @param total whether the total is told
 * @param include references of the matches to bring along
 * @param reverseInclude resources that refer to the matches to bring along
 * @see <a href="http://hl7.org/fhir/R4/search.html">FHIR R4 search</a>
 */
public record Query(
        List<String> types,
        List<Criterion> criteria,
        List<String> sort,
        int count,
        boolean total,
        List<Include> include,
        List<Include> reverseInclude) {

    /** Most facts on a page. */
    public static final int COUNT_MAX = 1_000;

    /** Facts on a page where nothing is said. */
    public static final int COUNT_DEFAULT = 50;

    /** Values between the commas of one parameter. */
    public static final int VALUES_MAX = 10_000;

    /**
     * One condition. Any of {@code values} fulfils it.
     *
     * @param code the parameter
     * @param modifier what follows the colon, such as {@code exact}, {@code not}, {@code missing}, {@code Patient}
     * @param chain the rest after a dot: {@code name} in {@code subject:Patient.name}
     * @param values as they stand in the URL between commas, where {@code \|}, {@code \$} and {@code \\} are still escaped
     */
    public record Criterion(
            String code,
            @Nullable String modifier,
            @Nullable String chain,
            List<String> values) {
        public Criterion {
            values = List.copyOf(values);
            if (values.size() > VALUES_MAX) {
                throw new Problem(
                        Problem.Kind.TOO_LARGE,
                        "store.too-many-values",
                        "'" + code + "' has more than " + VALUES_MAX + " values.",
                        "One parameter takes so many alternatives.",
                        "Split the query.");
            }
        }

        /** The name in a URL, with modifier and chain. */
        String name() {
            return code + (modifier == null ? "" : ":" + modifier) + (chain == null ? "" : "." + chain);
        }
    }

    /**
     * @param source the type that holds the reference, or {@code *}
     * @param code its search parameter, or {@code *}
     * @param target only references to this type
     * @param iterate true where what is brought along is looked at again
     */
    public record Include(
            String source, String code, @Nullable String target, boolean iterate) {}

    public Query {
        types = List.copyOf(types);
        types.forEach(ResourceTypes::code);
        if (types.isEmpty()) {
            throw new IllegalArgumentException("a query ranges over at least one type");
        }
        criteria = List.copyOf(criteria);
        sort = List.copyOf(sort);
        include = List.copyOf(include);
        reverseInclude = List.copyOf(reverseInclude);
        count = Math.clamp(count, 0, COUNT_MAX);
    }

    /** Everything of a type. */
    public static Query of(String type) {
        return over(List.of(type));
    }

    /** Everything of several types. */
    public static Query over(List<String> types) {
        return new Query(types, List.of(), List.of(), COUNT_DEFAULT, true, List.of(), List.of());
    }

    /** The type it ranges over; the first where there are several. */
    public String type() {
        return types.getFirst();
    }

    /**
     * Adds a condition in the spelling of a URL.
     *
     * @param parameter code with modifier and chain, such as {@code name:exact} or {@code subject:Patient.identifier}
     * @param value with commas between alternatives
     */
    public Query where(String parameter, String value) {
        return where(criterion(parameter, value));
    }

    Query where(Criterion criterion) {
        var more = new ArrayList<>(criteria);
        more.add(criterion);
        return with(more);
    }

    /** The same query with other conditions. */
    Query with(List<Criterion> others) {
        return new Query(types, others, sort, count, total, include, reverseInclude);
    }

    public Query sort(String... codes) {
        return new Query(types, criteria, List.of(codes), count, total, include, reverseInclude);
    }

    public Query count(int facts) {
        return new Query(types, criteria, sort, facts, total, include, reverseInclude);
    }

    /** Whether to tell how many there are; not telling it saves the counting. */
    public Query total(boolean told) {
        return new Query(types, criteria, sort, count, told, include, reverseInclude);
    }

    public Query including(List<Include> forward, List<Include> reverse) {
        return new Query(types, criteria, sort, count, total, forward, reverse);
    }

    static Criterion criterion(String parameter, String value) {
        return criterion(parameter, split(value, ','));
    }

    static Criterion criterion(String parameter, List<String> values) {
        String head = parameter;
        String chain = null;
        int dot = parameter.startsWith("_has:") ? -1 : parameter.indexOf('.');
        if (dot > 0) {
            head = parameter.substring(0, dot);
            chain = parameter.substring(dot + 1);
        }
        int colon = head.indexOf(':');
        return colon < 0
                ? new Criterion(head, null, chain, values)
                : new Criterion(head.substring(0, colon), head.substring(colon + 1), chain, values);
    }

    /**
     * Splits at unescaped separators. A separator that was escaped loses its backslash; other escapes stay, for the next split or
     * for {@link #unescape}.
     */
    static List<String> split(String text, char separator) {
        if (text.indexOf(separator) < 0) {
            return List.of(text);
        }
        var out = new ArrayList<String>();
        var part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                if (next != separator) {
                    part.append(c);
                }
                part.append(next);
            } else if (c == separator) {
                out.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        out.add(part.toString());
        return out;
    }

    /**
     * A value that holds no separators of a search, as it stands in a URL.
     *
     * @see <a href="http://hl7.org/fhir/R4/search.html#escaping">FHIR R4 search, section 3.1.1.4.0.1</a>
     */
    public static String escape(String value) {
        return value.replace("\\", "\\\\")
                .replace(",", "\\,")
                .replace("|", "\\|")
                .replace("$", "\\$");
    }

    /** The value of a parameter of type token, such as {@code identifier}: this system and this value, whatever they hold. */
    public static String identified(String system, String value) {
        return escape(system) + "|" + escape(value);
    }

    /** {@code \,}, {@code \|}, {@code \$} and {@code \\} stand for the character after the backslash. */
    static String unescape(String text) {
        return text.indexOf('\\') < 0 ? text : text.replaceAll("\\\\([,|$\\\\])", "$1");
    }

    /** The query as it stands in a URL after the type, without paging; equal queries give equal text. */
    Map<String, List<String>> parameters() {
        var out = new LinkedHashMap<String, List<String>>();
        for (Criterion c : criteria) {
            out.computeIfAbsent(c.name(), n -> new ArrayList<>())
                    .add(String.join(
                            ",",
                            c.values.stream().map(v -> v.replace(",", "\\,")).toList()));
        }
        return out;
    }
}
