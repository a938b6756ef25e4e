package org.tongmai.surveillance.detect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** Parameters by name, as a person writes them; each is taken once, and none may be left over. */
final class Parameters {

    private final String method;
    private final Map<String, String> given;
    private final Set<String> known = new TreeSet<>();

    Parameters(String method, Map<String, String> given) {
        this.method = method;
        this.given = given;
    }

    double number(String name, double otherwise) {
        return number(name).orElse(otherwise);
    }

    OptionalDouble number(String name) {
        known.add(name);
        String text = given.get(name);
        return text == null ? OptionalDouble.empty() : OptionalDouble.of(parsed(name, text));
    }

    int whole(String name, int otherwise) {
        return whole(name, number(name, otherwise));
    }

    static int whole(String name, double number) {
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw Refusal.parameterWrong(name, text(number), "It is a whole number.");
        }
        return (int) number;
    }

    boolean flag(String name, boolean otherwise) {
        String text = text(name, String.valueOf(otherwise)).toUpperCase(Locale.ROOT);
        return switch (text) {
            case "TRUE", "T", "1" -> true;
            case "FALSE", "F", "0" -> false;
            default -> throw Refusal.parameterWrong(name, text, "It is TRUE or FALSE.");
        };
    }

    String text(String name, String otherwise) {
        known.add(name);
        return given.getOrDefault(name, otherwise);
    }

    /** One of the constants by its name, with {@code -}, {@code .} and case of no account. */
    <E extends Enum<E>> E choice(String name, E otherwise) {
        String text = text(name, word(otherwise));
        for (E each : otherwise.getDeclaringClass().getEnumConstants()) {
            if (word(each).equalsIgnoreCase(text)) {
                return each;
            }
        }
        var words = new TreeSet<String>();
        for (E each : otherwise.getDeclaringClass().getEnumConstants()) {
            words.add(word(each));
        }
        throw Refusal.parameterWrong(name, text, "It is one of " + String.join(", ", words) + ".");
    }

    /** Two numbers: {@code 5,4}, {@code 5|4} or as R prints them, {@code c(5, 4)}. */
    double[] pair(String name, double first, double second) {
        known.add(name);
        String text = given.get(name);
        if (text == null) {
            return new double[] {first, second};
        }
        String inner = text.strip();
        inner = inner.startsWith("c(") && inner.endsWith(")") ? inner.substring(2, inner.length() - 1) : inner;
        String[] parts = inner.split("[,|]", -1);
        if (parts.length != 2) {
            throw Refusal.parameterWrong(name, text, "It is two numbers, such as 5,4.");
        }
        return new double[] {parsed(name, parts[0].strip()), parsed(name, parts[1].strip())};
    }

    /** @throws Problem {@code surveillance.parameter-unknown} where one was given that nobody took */
    void done() {
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                throw new Problem(
                        Kind.INVALID,
                        "surveillance.parameter-unknown",
                        method + " has no parameter '" + name + "'.",
                        "Its parameters are " + String.join(", ", known) + ".",
                        "Leave it out, or use another method.",
                        List.of(name));
            }
        }
    }

    private static double parsed(String name, String text) {
        try {
            double number = Double.parseDouble(text);
            if (!Double.isNaN(number)) {
                return number;
            }
        } catch (NumberFormatException letters) {
            // said below, in our words
        }
        throw Refusal.parameterWrong(name, text, "It is a number.");
    }

    private static String word(Enum<?> constant) {
        return constant.toString();
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String text(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /** Names and values, in this order. */
    static Map<String, String> map(Object... namesAndValues) {
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            map.put(
                    String.valueOf(namesAndValues[i]),
                    value instanceof Double number ? text(number) : String.valueOf(value));
        }
        return Collections.unmodifiableMap(map);
    }
}
