package org.tongmai.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Category;
import tools.jackson.databind.JsonNode;

/**
 * What a province says of one source patient in the national index: that there is something, not what. Telling it again replaces
 * it, so it can be told twice.
 *
 * @param handle how the nation knows the source patient; says nothing to it
 * @param pseudonyms by which it is found; none takes the entry back
 * @param institution USCC; null where only the province is told
 */
record IndexEntry(
        String handle, List<String> pseudonyms, @Nullable String institution, List<Kind> kinds) {

    private static final int PSEUDONYMS_MAX = 32;

    /**
     * Records of one kind.
     *
     * @param kind word of a {@link Category}
     * @param first day of the first that has a date; null where none has
     */
    record Kind(
            String kind,
            @Nullable LocalDate first,
            @Nullable LocalDate last,
            int count) {}

    IndexEntry {
        pseudonyms = pseudonyms.stream().sorted().limit(PSEUDONYMS_MAX).toList();
        kinds = List.copyOf(kinds);
    }

    boolean gone() {
        return pseudonyms.isEmpty();
    }

    /** What was told, read and bounded: no text can pass through here. */
    static IndexEntry of(JsonNode told) {
        List<String> pseudonyms = new ArrayList<>();
        told.path("pseudonyms").forEach(each -> pseudonyms.add(digestText(each.asString(""))));
        Set<String> seen = new TreeSet<>();
        List<Kind> kinds = new ArrayList<>();
        for (JsonNode each : told.path("kinds")) {
            String kind = each.path("kind").asString("");
            if (Category.of(kind).isPresent() && seen.add(kind)) {
                kinds.add(new Kind(
                        kind,
                        day(each.path("first")),
                        day(each.path("last")),
                        each.path("count").asInt(0)));
            }
        }
        String institution = told.path("institution").asString("");
        return new IndexEntry(
                digestText(told.path("handle").asString("")),
                pseudonyms,
                institution.matches("[0-9A-Z]{18}") ? institution : null,
                kinds);
    }

    private static String digestText(String text) {
        if (!text.matches("[A-Za-z0-9_-]{43}")) {
            throw Refusals.unreadable();
        }
        return text;
    }

    private static @Nullable LocalDate day(JsonNode written) {
        String text = written.asString("");
        return text.isEmpty() ? null : LocalDate.parse(text);
    }

    byte[] digest() {
        StringBuilder all = new StringBuilder(handle);
        pseudonyms.forEach(each -> all.append('|').append(each));
        all.append('|').append(institution);
        kinds.stream()
                .sorted(java.util.Comparator.comparing(Kind::kind))
                .forEach(each -> all.append('|')
                        .append(each.kind())
                        .append(' ')
                        .append(each.first())
                        .append(' ')
                        .append(each.last())
                        .append(' ')
                        .append(each.count()));
        return sha256().digest(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
