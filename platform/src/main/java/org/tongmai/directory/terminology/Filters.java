package org.tongmai.directory.terminology;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/**
 * Which concepts of a system a filter of a value set takes.
 *
 * @see <a href="http://hl7.org/fhir/R4/valueset-filter-operator.html">FHIR R4 filter operators</a>
 */
final class Filters {

    private static final int EXPRESSION_MAX = 1_000;

    /** Characters that the expressions of one filter may look at, all concepts together; 100,000 displays take 4 million. */
    private static final long STEPS_MAX = 40_000_000;

    private Filters() {}

    static BitSet apply(ListedSystem system, JsonNode filter, Work work) {
        String property = filter.path("property").asString("");
        String value = filter.path("value").asString("");
        if (property.isEmpty() || !filter.has("value")) {
            throw Refusals.filter("It needs property, op and value.");
        }
        return switch (filter.path("op").asString("")) {
            case "=" -> matching(system, property, value::equals, work);
            case "is-a" -> descendants(system, property, value, true);
            case "descendent-of" -> descendants(system, property, value, false);
            case "is-not-a" -> {
                BitSet out = system.table().all();
                out.andNot(descendants(system, property, value, true));
                yield out;
            }
            case "generalizes" -> {
                hierarchical(property);
                int concept = concept(system, value);
                yield system.table().parents().reach(concept);
            }
            case "in" -> matching(system, property, list(value)::contains, work);
            case "not-in" -> {
                BitSet out = system.table().all();
                out.andNot(matching(system, property, list(value)::contains, work));
                yield out;
            }
            case "regex" -> matching(system, property, expression(value, work), work);
            case "exists" -> exists(system, property, value, work);
            default ->
                throw Refusals.filter(
                        "Its op is none of =, is-a, descendent-of, is-not-a, regex, in, not-in, generalizes, exists.");
        };
    }

    private static BitSet descendants(ListedSystem system, String property, String code, boolean self) {
        hierarchical(property);
        int concept = concept(system, code);
        BitSet out = system.table().children().reach(concept);
        out.set(concept, self);
        return out;
    }

    private static void hierarchical(String property) {
        if (!Set.of("concept", "code", "parent", "child").contains(property)) {
            throw Refusals.filter("The operators of the hierarchy take the property 'concept'.");
        }
    }

    private static int concept(ListedSystem system, String code) {
        int concept = system.table().find(code);
        if (concept < 0) {
            throw Refusals.codeUnknown(code, system.url());
        }
        return concept;
    }

    private static BitSet exists(ListedSystem system, String property, String value, Work work) {
        BitSet having = matching(system, property, each -> true, work);
        if (value.equals("true")) {
            return having;
        }
        if (!value.equals("false")) {
            throw Refusals.filter("The operator exists takes true or false.");
        }
        BitSet out = system.table().all();
        out.andNot(having);
        return out;
    }

    private static BitSet matching(ListedSystem system, String property, Predicate<String> test, Work work) {
        var out = new BitSet();
        BitSet all = system.table().all();
        for (int concept = all.nextSetBit(0); concept >= 0; concept = all.nextSetBit(concept + 1)) {
            work.spend(Work.CONCEPT);
            var found = new boolean[1];
            system.values(concept, property, value -> found[0] |= test.test(value));
            out.set(concept, found[0]);
        }
        return out;
    }

    private static Set<String> list(String value) {
        var out = new HashSet<String>();
        Arrays.stream(value.split(",")).map(String::strip).forEach(out::add);
        return out;
    }

    private static Predicate<String> expression(String text, Work work) {
        if (text.length() > EXPRESSION_MAX) {
            throw Refusals.expression();
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw Refusals.filter("Its regular expression is not one.");
        }
        var steps = new long[1];
        return value -> {
            long before = steps[0];
            try {
                return pattern.matcher(new Counted(value, steps)).matches();
            } catch (StackOverflowError e) {
                throw Refusals.expression();
            } finally {
                work.spend(steps[0] - before);
            }
        };
    }

    /** A text that counts how often it is looked at and gives up. */
    private record Counted(String text, long[] steps) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps[0] > STEPS_MAX) {
                throw Refusals.expression();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.substring(start, end), steps);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
