package org.tongmai.intake.hl7v2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * The message header, segment MSH: what must be known of a message before its text can be read.
 *
 * @param separator MSH-1, the field separator
 * @param encoding MSH-2, component, repetition, escape and subcomponent characters
 * @param fields MSH-3 and the following, as they stand in the message
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch02.html">HL7 v2.5 chapter 2, section 2.15.9</a>
 */
public record Header(char separator, String encoding, List<String> fields) {

    /** No header is longer; what has no end of segment by then is no message. */
    static final int BYTES_MAX = 4_096;

    private static final int FIRST_FIELD = 3;

    public Header {
        fields = List.copyOf(fields);
    }

    /**
     * Reads the header from the first segment of the message, whatever its character set.
     *
     * @throws Problem {@code intake.header-broken}
     */
    public static Header of(byte[] message) {
        return parse(firstSegment(message));
    }

    /**
     * Reads the header from the text of a message or of its first segment.
     *
     * @throws Problem {@code intake.header-broken}
     */
    public static Header parse(String text) {
        String segment = text.lines().findFirst().orElse("");
        if (!segment.startsWith("MSH") || segment.length() < 9) {
            throw broken("The message does not begin with a complete MSH segment.", "MSH");
        }
        char separator = segment.charAt(3);
        String[] parts = segment.substring(4).split(Pattern.quote(String.valueOf(separator)), -1);
        String encoding = parts[0];
        if (!separators(separator + encoding)) {
            throw broken("MSH-1 and MSH-2 do not name four to five different separator characters.", "MSH-2");
        }
        return new Header(separator, encoding, List.of(parts).subList(1, parts.length));
    }

    /** MSH-3, the sending application. */
    public String sendingApplication() {
        return field(3);
    }

    /** What the sending system calls itself: the first component of MSH-3. */
    public String application() {
        return component(3, 1).strip();
    }

    /** MSH-4, the sending facility as it stands in the message. */
    public String sendingFacility() {
        return field(4);
    }

    /** The institution code in MSH-4: its first component, or its second where the first is a name. */
    public String institution() {
        String first = component(4, 1).strip();
        String second = component(4, 2).strip();
        return first.length() != USCC_LENGTH && second.length() == USCC_LENGTH ? second : first;
    }

    /** MSH-5, the receiving application. */
    public String receivingApplication() {
        return field(5);
    }

    /** MSH-6, the receiving facility. */
    public String receivingFacility() {
        return field(6);
    }

    /** MSH-7, when the message was made; HL7 time, may be empty. */
    public String time() {
        return component(7, 1);
    }

    /** MSH-9.1, such as {@code ADT}. */
    public String type() {
        return component(9, 1).strip().toUpperCase(Locale.ROOT);
    }

    /** MSH-9.2, such as {@code A04}. */
    public String trigger() {
        return component(9, 2).strip().toUpperCase(Locale.ROOT);
    }

    /** Message type and trigger event, such as {@code ADT^A04}. */
    public String kind() {
        return trigger().isEmpty() ? type() : type() + "^" + trigger();
    }

    /** MSH-10, the number the sender gave to the message. */
    public String controlId() {
        return field(10).strip();
    }

    /** MSH-11.1, {@code P} for production. */
    public String processing() {
        return component(11, 1).strip();
    }

    /** MSH-12.1, such as {@code 2.5}. */
    public String version() {
        return component(12, 1).strip();
    }

    /** Whether the message is for training or debugging: MSH-11 is T or D. */
    public boolean test() {
        return processing().equals("T") || processing().equals("D");
    }

    /** MSH-15, when the sender wants to know that the message is safe; empty in original mode. */
    public String acceptAcknowledgement() {
        return component(15, 1).strip();
    }

    /** MSH-16, when the sender wants to know what came of it; empty in original mode. */
    public String applicationAcknowledgement() {
        return component(16, 1).strip();
    }

    /** MSH-18, the first declared character set; empty where none is declared. */
    public String charset() {
        return firstRepetition(field(18)).strip();
    }

    private static final int USCC_LENGTH = 18;

    private String field(int number) {
        int index = number - FIRST_FIELD;
        return index < fields.size() ? fields.get(index) : "";
    }

    private String component(int number, int component) {
        String[] parts = field(number).split(Pattern.quote(encoding.substring(0, 1)), -1);
        return component <= parts.length ? parts[component - 1] : "";
    }

    private String firstRepetition(String field) {
        int end = field.indexOf(encoding.charAt(1));
        return end < 0 ? field : field.substring(0, end);
    }

    private static String firstSegment(byte[] message) {
        int start = CharacterSet.byteOrderMark(message);
        int end = start;
        while (end < message.length && end - start < BYTES_MAX && message[end] != '\r' && message[end] != '\n') {
            end++;
        }
        byte[] segment = Arrays.copyOfRange(message, start, end);
        return CharacterSet.strictly(segment, StandardCharsets.UTF_8)
                .or(() -> CharacterSet.strictly(segment, CharacterSet.GB18030))
                .orElseGet(() -> new String(segment, StandardCharsets.ISO_8859_1));
    }

    private static boolean separators(String characters) {
        Set<Integer> different = new TreeSet<>();
        characters.chars().filter(Header::isSeparator).forEach(different::add);
        return different.size() == characters.length() && characters.length() >= 5 && characters.length() <= 6;
    }

    private static boolean isSeparator(int character) {
        return character > ' ' && character < 0x7F && !Character.isLetterOrDigit(character) && character != '"';
    }

    private static Problem broken(String what, String where) {
        return new Problem(
                Kind.MALFORMED,
                "intake.header-broken",
                what,
                "HL7 v2.5 section 2.15.9: a message begins with MSH, which names its separators.",
                "Send the message with a complete header, such as MSH|^~\\&|HIS|<USCC>|….",
                List.of(where));
    }
}
