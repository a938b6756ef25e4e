package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.List;

/**
 * One repetition of one field: texts by component and subcomponent, unescaped, trimmed; empty where absent. It knows what of
 * it was read: the rest is told as kept in the original only.
 */
public final class Field {

    private static final String ERASED = "\"\"";

    private final String segment;
    private final int number;
    private final int repetition;
    private final String raw;
    private final Encoding encoding;
    private final String[][] parts;
    private final boolean[][] read;

    Field(String segment, int number, int repetition, String raw, Encoding encoding) {
        this.segment = segment;
        this.number = number;
        this.repetition = repetition;
        this.raw = raw;
        this.encoding = encoding;
        List<String> components = split(raw, encoding.component());
        this.parts = new String[components.size()][];
        this.read = new boolean[components.size()][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = split(components.get(i), encoding.subcomponent()).toArray(String[]::new);
            read[i] = new boolean[parts[i].length];
        }
    }

    /** First subcomponent of a component. */
    public String text(int component) {
        return text(component, 1);
    }

    /** A subcomponent; {@code ""} (delete) reads as empty. */
    public String text(int component, int subcomponent) {
        String value = raw(component, subcomponent);
        if (value.isEmpty()) {
            return value;
        }
        read[component - 1][subcomponent - 1] = true;
        return meaning(value);
    }

    /** A text whose separators are no separators: what a sender forgot to escape is not cut off. */
    public String whole() {
        for (boolean[] each : read) {
            java.util.Arrays.fill(each, true);
        }
        return meaning(raw);
    }

    /** Says that what another field says alike was read there. */
    void readAs(Field other) {
        for (int i = 0; i < Math.min(parts.length, other.parts.length); i++) {
            for (int j = 0; j < Math.min(parts[i].length, other.parts[i].length); j++) {
                read[i][j] |= other.read[i][j] && parts[i][j].equals(other.parts[i][j]);
            }
        }
    }

    /** All subcomponents of a component, with a space between. */
    String all(int component) {
        List<String> texts = new ArrayList<>();
        for (int i = 1; component <= parts.length && i <= parts[component - 1].length; i++) {
            String text = text(component, i);
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return String.join(" ", texts);
    }

    /** The first of some components that is not empty. */
    public String firstOf(int... components) {
        for (int component : components) {
            if (!text(component).isEmpty()) {
                return text(component);
            }
        }
        return "";
    }

    /** Whether any part says something. */
    public boolean present() {
        for (String[] component : parts) {
            for (String part : component) {
                if (says(part)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Where this stands, such as {@code PID-3[2]}. */
    public String where() {
        return segment + "-" + number + (repetition == 0 ? "" : "[" + (repetition + 1) + "]");
    }

    /** How many components there are. */
    int components() {
        return parts.length;
    }

    String raw(int component, int subcomponent) {
        return component <= parts.length && subcomponent <= parts[component - 1].length
                ? parts[component - 1][subcomponent - 1]
                : "";
    }

    /** The components that say something and were not read, from 1; 0 alone where nothing was read of a whole field. */
    List<Integer> unread() {
        List<Integer> unread = new ArrayList<>();
        boolean any = false;
        for (int i = 0; i < parts.length; i++) {
            boolean left = false;
            for (int j = 0; j < parts[i].length; j++) {
                left |= says(parts[i][j]) && !read[i][j];
                any |= read[i][j];
            }
            if (left) {
                unread.add(i + 1);
            }
        }
        return any || unread.isEmpty() ? unread : List.of(0);
    }

    private String meaning(String value) {
        return ERASED.equals(value) ? "" : sound(encoding.unescape(value)).strip();
    }

    private static boolean says(String part) {
        return !part.isBlank() && !ERASED.equals(part);
    }

    /** What an escape brought in is held to the same rule as the text around it. */
    private static String sound(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' && text.charAt(i) != '\n' && text.charAt(i) != '\r' && text.charAt(i) != '\t') {
                throw CharacterSet.damaged();
            }
        }
        return text;
    }

    /** The pieces between separators; one empty piece of an empty text. */
    static List<String> split(String text, char separator) {
        int end = text.indexOf(separator);
        if (end < 0) {
            return List.of(text);
        }
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (end >= 0) {
            pieces.add(text.substring(from, end));
            from = end + 1;
            end = text.indexOf(separator, from);
        }
        pieces.add(text.substring(from));
        return pieces;
    }
}
