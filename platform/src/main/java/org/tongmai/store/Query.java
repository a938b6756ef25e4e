package org.tongmai.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A search of one resource type.
 *
 * @param criteria all of them must hold
 * @param sort parameter codes, a leading {@code -} for descending; empty means the order of filing
 * @param count facts on a page, 0 for the total only
 * @param include references of the matches to bring along
 * @param reverseInclude resources that refer to the matches to bring along
 * @see <a href="http://hl7.org/fhir/R4/search.html">FHIR R4 search</a>
 */
public record Query(
        String type,
        List<Criterion> criteria,
        List<String> sort,
        int count,
        List<Include> include,
        List<Include> reverseInclude) {

    /** Most facts on a page. */
    public static final int COUNT_MAX = 1_000;

    /** Facts on a page where nothing is said. */
    public static final int COUNT_DEFAULT = 50;

    /**
     * One condition. Any of {@code values} fulfils it.
     *
     * @param code the parameter
     * @param modifier what follows the colon, such as {@code exact}, {@code not}, {@code missing}, {@code Patient}
     * @param chain the rest after a dot: {@code name} in {@code subject:Patient.name}
     */
    public record Criterion(
            String code,
            @Nullable String modifier,
            @Nullable String chain,
            List<String> values) {
        public Criterion {
            values = List.copyOf(values);
        }
    }

    /**
     * @param source the type that holds the reference
     * @param code its search parameter, or {@code *}
     * @param target only references to this type
     */
    public record Include(
            String source, String code, @Nullable String target) {}

    public Query {
        ResourceTypes.code(type);
        criteria = List.copyOf(criteria);
        sort = List.copyOf(sort);
        include = List.copyOf(include);
        reverseInclude = List.copyOf(reverseInclude);
        count = Math.clamp(count, 0, COUNT_MAX);
    }

    /** Everything of a type. */
    public static Query of(String type) {
        return new Query(type, List.of(), List.of(), COUNT_DEFAULT, List.of(), List.of());
    }

    /**
     * Adds a condition in the spelling of a URL.
     *
     * @param parameter code with modifier and chain, such as {@code name:exact} or {@code subject:Patient.identifier}
     * @param value with commas between alternatives
     */
    public Query where(String parameter, String value) {
        var more = new ArrayList<>(criteria);
        more.add(criterion(parameter, value));
        return new Query(type, more, sort, count, include, reverseInclude);
    }

    public Query sort(String... codes) {
        return new Query(type, criteria, List.of(codes), count, include, reverseInclude);
    }

    public Query count(int facts) {
        return new Query(type, criteria, sort, facts, include, reverseInclude);
    }

    public Query including(List<Include> forward, List<Include> reverse) {
        return new Query(type, criteria, sort, count, forward, reverse);
    }

    static Criterion criterion(String parameter, String value) {
        String head = parameter;
        String chain = null;
        int dot = parameter.startsWith("_has:") ? -1 : parameter.indexOf('.');
        if (dot > 0) {
            head = parameter.substring(0, dot);
            chain = parameter.substring(dot + 1);
        }
        int colon = head.indexOf(':');
        return colon < 0
                ? new Criterion(head, null, chain, split(value, ','))
                : new Criterion(head.substring(0, colon), head.substring(colon + 1), chain, split(value, ','));
    }

    /** Splits at unescaped separators; {@code \,}, {@code \|}, {@code \$} and {@code \\} stand for themselves. */
    static List<String> split(String text, char separator) {
        var out = new ArrayList<String>();
        var part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                if (next != separator && next != ',') {
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

    static String unescape(String text) {
        return text.indexOf('\\') < 0 ? text : text.replaceAll("\\\\([,|$\\\\])", "$1");
    }

    /** The query as it stands in a URL after the type, without paging; equal queries give equal text. */
    Map<String, List<String>> parameters() {
        var out = new LinkedHashMap<String, List<String>>();
        for (Criterion c : criteria) {
            String name =
                    c.code + (c.modifier == null ? "" : ":" + c.modifier) + (c.chain == null ? "" : "." + c.chain);
            out.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(String.join(
                            ",",
                            c.values.stream().map(v -> v.replace(",", "\\,")).toList()));
        }
        return out;
    }
}
