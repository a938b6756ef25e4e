package org.tongmai.fhir;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Query;
import org.tongmai.store.QueryText;
import org.tongmai.store.ResourceTypes;

/** What an interaction names before it says what to do: type, id, version, condition. */
final class Preconditions {

    private static final Pattern VERSION = Pattern.compile("(?:W/)?\"?(\\d{1,9})\"?");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

    private Preconditions() {}

    static String type(@Nullable String type) {
        if (type == null) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "fhir.no-resource-type",
                    "The body has no resourceType.",
                    "Every FHIR resource names its type.",
                    "Add the member 'resourceType'.");
        }
        if (!ResourceTypes.exists(type)) {
            throw ResourceTypes.unknown(type);
        }
        return type;
    }

    static String id(String id) {
        if (!ID.matcher(id).matches()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.id-wrong",
                    "The id is not one of FHIR.",
                    "An id has 1 to 64 letters, digits, '-' and '.'.",
                    "Choose another id.");
        }
        return id;
    }

    /** The version that {@code If-Match} names, {@link Change#ANY_VERSION} for an asterisk; null where it names none. */
    static @Nullable Integer ifMatch(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank()) {
            return null;
        }
        if (ifMatch.strip().equals("*")) {
            return Change.ANY_VERSION;
        }
        Matcher matcher = VERSION.matcher(ifMatch.strip());
        if (!matcher.matches() || matcher.group(1).matches("0+")) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.if-match-wrong",
                    "If-Match cannot be read.",
                    "It is an entity tag such as W/\"3\".",
                    "Take the ETag of the last read.");
        }
        return Integer.valueOf(matcher.group(1));
    }

    /** True for {@code If-None-Match: *}: write only where nothing is. */
    static boolean onlyNew(@Nullable String ifNoneMatch) {
        if (ifNoneMatch == null || ifNoneMatch.isBlank()) {
            return false;
        }
        if (ifNoneMatch.strip().equals("*")) {
            return true;
        }
        throw new Problem(
                Problem.Kind.INVALID,
                "fhir.if-none-match-wrong",
                "If-None-Match of a write is not '*'.",
                "A write that names a version says so in If-Match.",
                "Send If-None-Match: *, or If-Match with the version.");
    }

    /** The condition of {@code If-None-Exist}, with or without the type before it. */
    static @Nullable Query ifNoneExist(String type, @Nullable String ifNoneExist) {
        if (ifNoneExist == null || ifNoneExist.isBlank()) {
            return null;
        }
        String text = ifNoneExist.strip();
        return condition(QueryText.read(type + "?" + text.substring(text.indexOf('?') + 1)));
    }

    /** @throws Problem {@code fhir.condition-missing} */
    static Query condition(Query query) {
        if (query.criteria().isEmpty()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.condition-missing",
                    "A conditional interaction names no condition.",
                    "Without one it could mean any resource.",
                    "Write Type?identifier=system|value, or name the id.");
        }
        return query;
    }
}
