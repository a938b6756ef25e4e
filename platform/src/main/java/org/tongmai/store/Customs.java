package org.tongmai.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Search parameters that users define: active {@code SearchParameter} resources. They are looked up when a query names a parameter
 * that FHIR R4 does not have, so each holds from its commit on, on every node; resources are compared by their bodies until {@link Reindexing} is done
 * with them.
 *
 * @see <a href="http://hl7.org/fhir/R4/searchparameter.html">FHIR R4 SearchParameter</a>
 */
final class Customs {

    private static final Pattern STEP =
            Pattern.compile("\\$this|\\w+(\\[\\d{1,4}])?|as\\(\\w+\\)|target\\(\\w+\\)|where\\(\\w+='[^']*'\\)");
    private static final Pattern EXTENSION = Pattern.compile("extension\\(\\s*'([^']*)'\\s*\\)");
    private static final Pattern RESOLVED = Pattern.compile("where\\(\\s*resolve\\(\\)\\s+is\\s+(\\w+)\\s*\\)");
    private static final Pattern EQUAL = Pattern.compile("where\\(\\s*(\\w+)\\s*=\\s*'([^']*)'\\s*\\)");
    private static final Pattern CAST = Pattern.compile("^\\((.*)\\s+as\\s+(\\w+)\\)(.*)$");
    private static final Pattern BARE_CAST = Pattern.compile("^(.*)\\s+as\\s+(\\w+)$");

    private final Plans plans;
    private final Scans scans;

    Customs(Plans plans, Scans scans) {
        this.plans = plans;
        this.scans = scans;
    }

    /**
     * The parameter {@code code} that users defined for a type; null where there is none.
     *
     * @throws Problem {@code store.parameter-unsupported} where there is one whose expression is not of the supported subset
     */
    @Nullable
    SearchParameter find(Run run, String type, String code) throws SQLException {
        if (!mayBe(code)) {
            return null;
        }
        var inner = run.everything();
        Query query = Query.of("SearchParameter").where("code", code).where("status", "active");
        for (Fact fact : scans.page(inner, plans.plan(inner, query), null, Query.COUNT_MAX)) {
            ObjectNode definition = fact.tree();
            String base = base(type, definition);
            if (base != null) {
                SearchParameter parameter = compile(type, code, base, definition);
                return keyed(run, fact, definition, parameter) ? parameter.withKeys() : parameter;
            }
        }
        return null;
    }

    /** Whether every row that the run sees has keys; asked after its moment is fixed, so that no later row matters. */
    private static boolean keyed(Run run, Fact fact, ObjectNode definition, SearchParameter parameter)
            throws SQLException {
        if (!Defined.keyable(parameter)) {
            return false;
        }
        run.fix();
        return ReindexStore.complete(run.connection, fact.id(), Defined.text(definition));
    }

    /** Whether users may define a parameter of this name. */
    static boolean mayBe(String code) {
        return code.matches("[A-Za-z][A-Za-z0-9._-]{0,63}");
    }

    /** The base by which a definition is about a type; null where it is not. */
    static @Nullable String base(String type, ObjectNode definition) {
        for (JsonNode base : definition.path("base")) {
            if (Set.of(type, "Resource", "DomainResource").contains(base.asString(""))) {
                return base.asString("");
            }
        }
        return null;
    }

    static SearchParameter compile(String type, String code, String base, ObjectNode definition) {
        SearchParameter.Kind kind = kind(code, definition.path("type").asString(""));
        var paths = new ArrayList<SearchPath>();
        for (String alternative : alternatives(definition.path("expression").asString(""))) {
            String own = own(alternative, type, base);
            if (own != null) {
                if (own.startsWith("where(")) {
                    throw unsupported(code, "A condition stands before any element.");
                }
                for (String step : SearchPath.steps(own)) {
                    if (!STEP.matcher(step).matches()) {
                        throw unsupported(code, "The step '" + shown(step) + "' is not supported.");
                    }
                }
                SearchPath path = SearchPath.compile(type, own);
                if (path.routes().isEmpty()) {
                    throw unsupported(code, "Its expression names an element that " + type + " does not have.");
                }
                paths.add(path);
            }
        }
        if (paths.isEmpty()) {
            throw unsupported(code, "It has no expression for " + type + ".");
        }
        var targets = new ArrayList<String>();
        definition.path("target").forEach(target -> targets.add(target.asString("")));
        if (!targets.isEmpty()) {
            paths.stream().map(SearchPath::target).filter(Objects::nonNull).forEach(targets::add);
        }
        return new SearchParameter(
                type, code, kind, targets.stream().distinct().toList(), List.copyOf(paths), List.of());
    }

    private static SearchParameter.Kind kind(String code, String word) {
        try {
            SearchParameter.Kind kind = SearchParameter.Kind.valueOf(word.toUpperCase(Locale.ROOT));
            if (kind != SearchParameter.Kind.COMPOSITE && kind != SearchParameter.Kind.SPECIAL) {
                return kind;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw unsupported(code, "Parameters of type '" + shown(word) + "' cannot be defined.");
    }

    /** The alternatives of an expression, parted by bars that stand outside brackets and quotes. */
    private static List<String> alternatives(String expression) {
        var out = new ArrayList<String>();
        int depth = 0;
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            quoted ^= c == '\'';
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '|' && depth == 0 && !quoted) {
                out.add(expression.substring(from, i).strip());
                from = i + 1;
            }
        }
        out.add(expression.substring(from).strip());
        return out;
    }

    /** An alternative in the spelling of {@link SearchPath}, without its type; null where it is of another type. */
    private static @Nullable String own(String alternative, String type, String base) {
        String text = alternative;
        Matcher cast = CAST.matcher(text);
        if (cast.matches()) {
            text = cast.group(1) + ".as(" + cast.group(2) + ")" + cast.group(3);
        }
        Matcher bare = BARE_CAST.matcher(text);
        if (bare.matches() && !text.endsWith(")")) {
            text = bare.group(1) + ".as(" + bare.group(2) + ")";
        }
        text = RESOLVED.matcher(text.strip()).replaceAll("target($1)");
        text = EXTENSION.matcher(text).replaceAll("extension.where(url='$1')");
        text = EQUAL.matcher(text).replaceAll("where($1='$2')");
        text = text.replace(".ofType(", ".as(");
        for (String prefix : List.of(type, base)) {
            if (text.startsWith(prefix + ".")) {
                return text.substring(prefix.length() + 1);
            }
        }
        return text.matches("[A-Z]\\w*\\..*") || text.isEmpty() ? null : text;
    }

    private static String shown(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }

    private static Problem unsupported(String code, String why) {
        return new Problem(
                Problem.Kind.INVALID,
                "store.parameter-unsupported",
                "The SearchParameter '" + code + "' cannot be searched by.",
                why,
                "Expressions are paths with where(member = 'text'), extension('url'), as, ofType and where(resolve() is Type).");
    }
}
