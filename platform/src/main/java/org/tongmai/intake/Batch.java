package org.tongmai.intake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tongmai.intake.hl7v2.Acknowledgement.Code;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Messages that came in one piece, between FHS, BHS, BTS and FTS. Each is a message of its own, journalled and answered by
 * itself; the answers leave as a batch.
 *
 * @param lost whether there is none, though BTS-1 does not say that there is to be none
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch02.html">HL7 v2.5 chapter 2, section 2.10.3</a>
 */
record Batch(List<byte[]> messages, boolean lost) {

    private static final Pattern NONE = Pattern.compile("(^|[\\r\\n])BTS.0(\\D|$)");

    private static final List<String> ENVELOPE = List.of("FHS", "BHS", "BTS", "FTS");

    Batch {
        messages = List.copyOf(messages);
    }

    /** The answers of all messages, and how many there are. */
    record Answered(byte[] bytes, boolean good) {}

    /** Whether the bytes begin like a batch. */
    static boolean is(byte[] bytes) {
        return begins(bytes, 0, "FHS") || begins(bytes, 0, "BHS");
    }

    /**
     * Cuts a batch into its messages; segments end where a carriage return or a line feed stands. What stands before the first MSH, or
     * behind a trailer, is no part of the envelope: it is a message without header, and refused as one.
     */
    static Batch of(byte[] bytes) {
        List<byte[]> messages = new ArrayList<>();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int from = 0;
        while (from < bytes.length) {
            int end = from;
            while (end < bytes.length && bytes[end] != '\r' && bytes[end] != '\n') {
                end++;
            }
            int line = from;
            boolean header = begins(bytes, from, "MSH");
            boolean envelope = ENVELOPE.stream().anyMatch(name -> begins(bytes, line, name));
            if ((header || envelope) && message.size() > 0) {
                messages.add(message.toByteArray());
                message.reset();
            }
            boolean blank = end == from || new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).isBlank();
            if (!envelope && (!blank || message.size() > 0)) {
                message.write(bytes, from, end - from);
                message.write(end < bytes.length ? bytes[end] : '\r');
            }
            from = end + 1;
        }
        if (message.size() > 0) {
            messages.add(message.toByteArray());
        }
        return new Batch(messages, messages.isEmpty() && !saysNone(bytes));
    }

    private static boolean saysNone(byte[] bytes) {
        return NONE.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).find();
    }

    /** The refusal of a batch without messages. */
    static Problem refusal() {
        return new Problem(
                Kind.INVALID,
                "intake.batch-empty",
                "The batch holds no message.",
                "A batch that was cut off looks like this; one that is empty on purpose says 0 in BTS-1.",
                "Send the batch again with its messages, or with BTS|0.",
                List.of("BTS-1"));
    }

    /** Each message answered in its turn, as one batch. */
    Answered answered(Function<byte[], Intake.Answer> take) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("BHS|^~\\&\r".getBytes(StandardCharsets.US_ASCII));
        boolean good = true;
        for (byte[] message : messages) {
            Intake.Answer answer = take.apply(message);
            good &= answer.code() == Code.AA;
            all.writeBytes(answer.acknowledgement());
        }
        all.writeBytes(("BTS|" + messages.size() + "\r").getBytes(StandardCharsets.US_ASCII));
        return new Answered(all.toByteArray(), good);
    }

    private static boolean begins(byte[] bytes, int from, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
        return from + wanted.length <= bytes.length
                && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
    }
}
