package org.tongmai.access;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Part;
import org.tongmai.store.ResourceTypes;

/**
 * A scope of SMART that is about resources: {@code patient/Observation.rs?category=laboratory}, or in the words of its first version
 * {@code patient/*.read}. What cannot be read as it is written is refused; nothing is taken to mean more than it says.
 *
 * @param type a resource type, or {@code *} for all
 * @param letters of {@code cruds}, in that order
 * @param categories codes of the element {@code category}, as {@code code} or {@code system|code}; empty for any
 * @param text as it was written
 * @see <a href="https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html">SMART App Launch 2.2, scopes</a>
 */
record SmartScope(Level level, String type, String letters, Set<String> categories, String text) {

    /** Letters with which resources are seen: read and search. */
    static final String SEEING = "rs";

    private static final Pattern FORM =
            Pattern.compile("(patient|user|system)/(\\*|[A-Z][A-Za-z]+)\\.([a-z]+|\\*)(?:\\?(.*))?");

    private static final Pattern LETTERS = Pattern.compile("c?r?u?d?s?");

    private static final String ANY = "*";

    private static final int CATEGORIES_MAX = 20;

    /** Whose resources. */
    enum Level {
        /** Those of the one patient in context. */
        PATIENT,
        /** Those that the person sees who uses the application. */
        USER,
        /** Those that the system itself sees. */
        SYSTEM;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    SmartScope {
        categories = Set.copyOf(categories);
    }

    /** Whether this has the form of a scope about resources. */
    static boolean isOne(String text) {
        return text.indexOf('/') > 0 && !text.startsWith("launch/");
    }

    /** @throws Problem {@code access.scope-unsupported} */
    static SmartScope parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw unsupported("A scope is written like patient/Observation.rs, user/*.rs or system/*.read.");
        }
        String type = form.group(2);
        if (!type.equals(ANY) && !ResourceTypes.exists(type)) {
            throw unsupported("FHIR R4 has no resource type of that name.");
        }
        String restriction = form.group(4);
        boolean first = Set.of("read", "write", "*").contains(form.group(3));
        if (first && restriction != null) {
            throw unsupported("read, write and * take no restriction; write rs, cud or cruds.");
        }
        return new SmartScope(
                Level.valueOf(form.group(1).toUpperCase(Locale.ROOT)),
                type,
                letters(form.group(3)),
                restriction == null ? Set.of() : categories(type, letters(form.group(3)), restriction),
                text);
    }

    private static String letters(String written) {
        return switch (written) {
            case "read" -> SEEING;
            case "write" -> "cud";
            case "*" -> "cruds";
            default -> {
                if (!LETTERS.matcher(written).matches()) {
                    throw unsupported(
                            "After the dot stand some of the letters c, r, u, d, s, each once and in this order.");
                }
                yield written;
            }
        };
    }

    private static Set<String> categories(String type, String letters, String restriction) {
        if (!restriction.startsWith("category=") || restriction.indexOf('&') >= 0) {
            throw unsupported("The only restriction that is carried out is one parameter category.");
        }
        if (type.equals(ANY) || !Part.categorised(type)) {
            throw unsupported("Resources of this type are not told apart by a category.");
        }
        if (!SEEING.contains(letters)) {
            throw unsupported("A category restricts what is read and searched, not what is written.");
        }
        Set<String> codes = new TreeSet<>();
        for (String token : restriction.substring("category=".length()).split(",", -1)) {
            codes.add(code(token));
        }
        if (codes.size() > CATEGORIES_MAX) {
            throw unsupported("At most " + CATEGORIES_MAX + " categories are named.");
        }
        return codes;
    }

    private static String code(String token) {
        String code;
        try {
            code = URLDecoder.decode(token.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unsupported("A category is written as code or system|code, percent-encoded where it must be.");
        }
        int bar = code.indexOf('|');
        boolean whole = !code.isBlank() && code.indexOf('\\') < 0 && (bar < 0 || bar > 0 && bar < code.length() - 1);
        if (!whole || code.indexOf('|', bar + 1) > bar && bar >= 0) {
            throw unsupported("A category is written as code or system|code, percent-encoded where it must be.");
        }
        return code;
    }

    /** Whether this lets resources of a type be handled in a way. */
    boolean allows(String ofType, char letter) {
        return (type.equals(ANY) || type.equals(ofType)) && letters.indexOf(letter) >= 0;
    }

    boolean everyType() {
        return type.equals(ANY);
    }

    boolean restricted() {
        return !categories.isEmpty();
    }

    /** The resources of which it speaks, of whomever. */
    Part part() {
        if (everyType()) {
            return Part.all();
        }
        Part of = Part.ofTypes(Set.of(type));
        return restricted() ? of.and(Part.inCategory(categories)) : of;
    }

    /** Whether whoever has this has the other one, too. */
    boolean covers(SmartScope other) {
        return level == other.level
                && (everyType() || type.equals(other.type))
                && other.letters.chars().allMatch(letter -> letters.indexOf(letter) >= 0)
                && (!restricted() || other.restricted() && categories.containsAll(other.categories));
    }

    /** The same without writing, in the words it was written in. Callers make sure that something is left. */
    SmartScope seeing() {
        if (letters.chars().allMatch(letter -> SEEING.indexOf(letter) >= 0)) {
            return this;
        }
        String word = Arrays.asList("*", "read").contains(text.substring(text.indexOf('.') + 1))
                ? "read"
                : letters.replaceAll("[cud]", "");
        return parse(level.word() + "/" + type + "." + word);
    }

    /** Whether anything may be seen by it. */
    boolean sees() {
        return letters.indexOf('r') >= 0 || letters.indexOf('s') >= 0;
    }

    /** Whether two scopes differ in whether the same resources are read or searched; see {@link Limit}. */
    boolean crosses(SmartScope other) {
        boolean overlap = everyType() || other.everyType() || type.equals(other.type);
        boolean same = seen().equals(other.seen());
        return overlap && !same && sees() && other.sees() && (restricted() || other.restricted());
    }

    private String seen() {
        return letters.replaceAll("[cud]", "");
    }

    static Problem unsupported(String why) {
        return new Problem(
                Problem.Kind.INVALID,
                "access.scope-unsupported",
                "One of the scopes cannot be granted as it is written.",
                why,
                "Ask for scopes that stand in /fhir/.well-known/smart-configuration, without further restriction.");
    }
}
