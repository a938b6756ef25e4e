package org.tongmai.directory.terminology;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Another text of a concept.
 *
 * @param language as BCP-47 writes it; null where not told
 * @param use a Coding; null where not told
 */
public record Designation(
        @Nullable String language, @Nullable JsonNode use, String value) {

    public static Designation of(JsonNode node) {
        JsonNode use = node.get("use");
        return new Designation(
                Coding.text(node, "language"), use, node.path("value").asString(""));
    }

    /** Whether a text in {@code has} serves who asks for {@code wanted}: {@code zh} serves {@code zh-CN} and the reverse. */
    static boolean serves(@Nullable String has, String wanted) {
        if (has == null) {
            return false;
        }
        String shorter = has.length() < wanted.length() ? has : wanted;
        String longer = has.length() < wanted.length() ? wanted : has;
        return longer.equalsIgnoreCase(shorter)
                || longer.length() > shorter.length()
                        && longer.regionMatches(true, 0, shorter, 0, shorter.length())
                        && longer.charAt(shorter.length()) == '-';
    }
}
