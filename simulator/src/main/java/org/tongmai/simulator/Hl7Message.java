package org.tongmai.simulator;

import java.nio.charset.Charset;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.StringJoiner;

/**
 * An HL7 v2.5 message that is being filled, segment by segment; segments end with a carriage return.
 *
 * <p>A field may be given as text, which is escaped, or as {@linkplain #components composite} of escaped parts.
 */
final class Hl7Message {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ");

    private final StringBuilder text = new StringBuilder();

    /** A field whose delimiters are meant. */
    record Composite(String raw) {}

    /** @param structure trigger event and message structure, {@code A04^ADT_A01} */
    Hl7Message(Institution institution, String type, String structure, OffsetDateTime at, String controlId) {
        text.append("MSH|^~\\&|HIS|")
                .append(escaped(institution.uscc()))
                .append("|TONGMAI|TONGMAI|")
                .append(time(at))
                .append("||")
                .append(type)
                .append('^')
                .append(structure)
                .append('|')
                .append(escaped(controlId))
                .append("|P|2.5|||||CHN|")
                .append(charsetName(institution.charset()))
                .append('\r');
    }

    /** @param fields from the first one on: {@link Composite}, or text to be escaped; empty text for nothing */
    Hl7Message segment(String name, Object... fields) {
        StringBuilder line = new StringBuilder(name);
        for (Object field : fields) {
            line.append('|').append(field instanceof Composite composite ? composite.raw() : escaped(field.toString()));
        }
        int end = line.length();
        while (line.charAt(end - 1) == '|') {
            end--;
        }
        text.append(line, 0, end).append('\r');
        return this;
    }

    byte[] bytes(Charset charset) {
        return text.toString().getBytes(charset);
    }

    /** Components of one field; trailing empty ones may be left out. */
    static Composite components(String... parts) {
        StringJoiner field = new StringJoiner("^");
        for (String part : parts) {
            field.add(escaped(part));
        }
        return new Composite(field.toString());
    }

    static String time(OffsetDateTime at) {
        return at.format(TIME);
    }

    /** Text whose delimiters are escaped (HL7 v2.5 chapter 2.7). */
    static String escaped(String plain) {
        StringBuilder escaped = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '|' -> escaped.append("\\F\\");
                case '^' -> escaped.append("\\S\\");
                case '~' -> escaped.append("\\R\\");
                case '\\' -> escaped.append("\\E\\");
                case '&' -> escaped.append("\\T\\");
                case '\r', '\n' -> escaped.append("\\.br\\");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** MSH-18 (table 0211). */
    private static String charsetName(Charset charset) {
        return charset.name().equals("GB18030") ? "GB 18030-2000" : "UNICODE UTF-8";
    }
}
