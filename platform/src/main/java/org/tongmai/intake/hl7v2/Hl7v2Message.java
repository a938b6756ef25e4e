package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * A message as the flat sequence of its segments, in the order sent, unknown ones included. The groups of the standard's
 * message structures are not used: hospitals leave segments out, repeat them and add their own, and none of that may lose
 * a value.
 */
public record Hl7v2Message(Header header, List<Segment> segments) {

    /** More separators than any real message has; each costs memory when parsed. */
    static final int SEPARATORS_MAX = 200_000;

    /** A line feed ends a segment only where the next line looks like one: texts are seen to hold line feeds. */
    private static final Pattern SEGMENT_END = Pattern.compile("\r\n?|\n(?=[A-Z][A-Z0-9]{2}[^A-Za-z0-9 ]|\\z)");

    private static final Pattern SEGMENT_NAME = Pattern.compile("[A-Z][A-Z0-9]{2}");

    public Hl7v2Message {
        segments = List.copyOf(segments);
    }

    /**
     * Parses the text of a message.
     *
     * @throws Problem {@code intake.header-broken}, {@code intake.message-too-complex}, {@code intake.segment-broken}
     */
    public static Hl7v2Message parse(String text) {
        Header header = Header.parse(text);
        requireBounded(header, text);
        Encoding encoding = Encoding.of(header);
        List<Segment> segments = new ArrayList<>();
        for (String line : SEGMENT_END.split(text)) {
            if (!line.isBlank()) {
                segments.add(segment(line, encoding, segments.size() + 1));
            }
        }
        return new Hl7v2Message(header, segments);
    }

    /** The separators. */
    Encoding encoding() {
        return Encoding.of(header);
    }

    /** The first segment of that name. */
    public Optional<Segment> first(String name) {
        return all(name).findFirst();
    }

    /** Every segment of that name, in the order sent. */
    public Stream<Segment> all(String name) {
        return segments.stream().filter(segment -> segment.name().equals(name));
    }

    private static Segment segment(String line, Encoding encoding, int position) {
        boolean ended = line.length() == 3 || (line.length() > 3 && line.charAt(3) == encoding.field());
        if (!ended || !SEGMENT_NAME.matcher(line.substring(0, 3)).matches()) {
            throw broken(position);
        }
        return new Segment(line, encoding);
    }

    private static void requireBounded(Header header, String text) {
        String separators = header.separator() + header.encoding();
        long count = text.chars()
                .filter(c -> separators.indexOf(c) >= 0 || c == '\r' || c == '\n')
                .count();
        if (count > SEPARATORS_MAX) {
            throw new Problem(
                    Kind.TOO_LARGE,
                    "intake.message-too-complex",
                    "The message holds more than " + SEPARATORS_MAX + " separators.",
                    "One message is about one event of one patient and is parsed in memory.",
                    "Send the content in several messages.");
        }
    }

    private static Problem broken(int position) {
        return new Problem(
                Kind.MALFORMED,
                "intake.segment-broken",
                "Line " + position + " of the message is not a segment.",
                "HL7 v2.5 section 2.5.2: a segment begins with its three-character name and the field separator.",
                "End each segment with a carriage return, and write line breaks inside a text as \\.br\\.",
                List.of("segment " + position));
    }
}
