package org.tongmai.intake.hl7v2;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The separators of a message, and its escape sequences.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch02.html">HL7 v2.5 chapter 2, section 2.7</a>
 */
record Encoding(char field, char component, char repetition, char escape, char subcomponent) {

    /** Character sets that the text is in already, once it is decoded: ASCII, Latin-1, UTF-8. */
    private static final Set<String> SWITCHES = Set.of("C2842", "C2D41", "C2547");

    static Encoding of(Header header) {
        String characters = header.encoding();
        return new Encoding(
                header.separator(),
                characters.charAt(0),
                characters.charAt(1),
                characters.charAt(2),
                characters.charAt(3));
    }

    /** The text that a piece stands for. What is no escape sequence stays as it is. */
    String unescape(String raw) {
        int mark = raw.indexOf(escape);
        if (mark < 0) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        int from = 0;
        while (mark >= 0) {
            int end = raw.indexOf(escape, mark + 1);
            String meaning = end < 0 ? null : meaning(raw.substring(mark + 1, end));
            if (meaning == null) {
                text.append(raw, from, mark + 1);
                from = mark + 1;
            } else {
                text.append(raw, from, mark).append(meaning);
                from = end + 1;
            }
            mark = raw.indexOf(escape, from);
        }
        return text.append(raw, from, raw.length()).toString();
    }

    private @Nullable String meaning(String sequence) {
        return switch (sequence) {
            case "F" -> String.valueOf(field);
            case "S" -> String.valueOf(component);
            case "T" -> String.valueOf(subcomponent);
            case "R" -> String.valueOf(repetition);
            case "E" -> String.valueOf(escape);
            case "H", "N", ".fi", ".nf" -> "";
            case ".br", ".ce", ".sp" -> "\n";
            default -> longer(sequence);
        };
    }

    private static @Nullable String longer(String sequence) {
        if (sequence.matches("X([0-9A-Fa-f]{2}){1,500}")) {
            return characters(HexFormat.of().parseHex(sequence.substring(1)));
        }
        if (sequence.matches("\\.sp\\+?\\d{1,2}")) {
            return "\n".repeat(Integer.parseInt(sequence.replaceAll("\\D", "")));
        }
        if (sequence.matches("\\.sk\\+?\\d{1,2}")) {
            return " ".repeat(Integer.parseInt(sequence.replaceAll("\\D", "")));
        }
        boolean layout = sequence.matches("\\.(in|ti)[+-]?\\d{1,3}") || SWITCHES.contains(sequence);
        return layout ? "" : null;
    }

    private static String characters(byte[] bytes) {
        return CharacterSet.strictly(bytes, StandardCharsets.UTF_8)
                .or(() -> CharacterSet.strictly(bytes, CharacterSet.GB18030))
                .orElseGet(() -> new String(bytes, StandardCharsets.ISO_8859_1));
    }
}
