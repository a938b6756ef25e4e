package org.tongmai.intake.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.CharacterSet;
import org.tongmai.intake.hl7v2.Field;
import org.tongmai.intake.hl7v2.Header;
import org.tongmai.intake.hl7v2.Hl7v2Message;
import org.tongmai.intake.hl7v2.Segment;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.Problem;

/**
 * A delivery of an HL7 v2 message, read as well as it can be: what is wrong with its characters does not hide the rest.
 *
 * @param message null where it is no HL7 v2 message
 * @param lines its segments as they stand
 * @param charset what is wrong with its characters; empty where nothing is
 */
record Heard(Delivery delivery, @Nullable Hl7v2Message message, List<String> lines, Optional<String> charset) {

    private static final Pattern LINE = Pattern.compile("\r\n?|\n");

    static Heard of(Delivery delivery) {
        String text;
        Optional<String> wrong = Optional.empty();
        try {
            text = CharacterSet.decode(delivery.bytes(), declared(delivery.bytes()))
                    .text();
        } catch (Problem refused) {
            wrong = Optional.of(refused.code());
            text = CharacterSet.legible(delivery.bytes());
        }
        List<String> lines =
                LINE.splitAsStream(text).filter(line -> !line.isBlank()).toList();
        try {
            return new Heard(delivery, Hl7v2Message.parse(text), lines, wrong);
        } catch (Problem unreadable) {
            return new Heard(delivery, null, lines, wrong);
        }
    }

    private static String declared(byte[] bytes) {
        try {
            return Header.of(bytes).charset();
        } catch (Problem broken) {
            return "";
        }
    }

    boolean readable() {
        return message != null;
    }

    /** The message, where it is readable. */
    Hl7v2Message read() {
        if (message == null) {
            throw new IllegalStateException("no HL7 v2 message");
        }
        return message;
    }

    Header header() {
        return read().header();
    }

    String controlId() {
        return message == null ? "" : message.header().controlId();
    }

    /** Such as {@code ADT^A04}. */
    String kind() {
        return message == null ? "?" : message.header().kind();
    }

    boolean is(String type, String... triggers) {
        return message != null
                && header().type().equals(type)
                && (triggers.length == 0 || List.of(triggers).contains(header().trigger()));
    }

    /** A field of the first segment of that name; empty where there is none. */
    String text(String segment, int field) {
        return first(segment).map(each -> each.text(field)).orElse("");
    }

    String text(String segment, int field, int component) {
        return first(segment).map(each -> each.field(field).text(component)).orElse("");
    }

    Optional<Segment> first(String segment) {
        return message == null ? Optional.empty() : message.first(segment);
    }

    List<Segment> all(String segment) {
        return message == null ? List.of() : message.all(segment).toList();
    }

    /** The institution's number of the patient: PID-3 of type MR, else the first without a type. */
    String patient() {
        return first("PID").stream()
                .flatMap(pid -> pid.fields(3).stream())
                .filter(id -> id.text(5).isEmpty() || List.of("MR", "PI", "PT").contains(id.text(5)))
                .findFirst()
                .map(id -> id.text(1))
                .orElse("");
    }

    /** The number of the resident, as sent; empty where none was. */
    Optional<Field> resident() {
        return first("PID").stream()
                .flatMap(pid -> pid.fields(3).stream())
                .filter(id -> List.of("NNCHN", "NI", "PRC").contains(id.text(5))
                        || id.text(4).equals(DocumentType.RESIDENT_NUMBER_OID)
                        || id.text(4, 2).equals(DocumentType.RESIDENT_NUMBER_OID))
                .findFirst();
    }

    /** M, F, another code, or empty; the digits of GB/T 2261.1 count as what they mean. */
    String sex() {
        return switch (text("PID", 8)) {
            case "1" -> "M";
            case "2" -> "F";
            default -> text("PID", 8);
        };
    }

    /** The number of the visit. */
    String visit() {
        return text("PV1", 19);
    }

    /** What is said, without when and under which number it was said: equal for a message and its repetition. */
    String substance() {
        StringBuilder said = new StringBuilder();
        for (String line : lines) {
            if (line.startsWith("MSH")) {
                String[] fields = line.split(Pattern.quote(line.substring(3, 4)), -1);
                for (int i = 0; i < fields.length; i++) {
                    // fields[n] is MSH-(n+1)
                    said.append(i == 6 || i == 9 ? "" : fields[i]).append('|');
                }
            } else {
                said.append(line);
            }
            said.append('\n');
        }
        return said.toString();
    }

    boolean sameBytes(Heard other) {
        return Arrays.equals(delivery.bytes(), other.delivery.bytes());
    }
}
