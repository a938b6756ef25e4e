package org.tongmai.cli.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Segments of a message as a file may hold them, and as the wire wants them. */
final class Segments {

    private static final Set<String> FRAMES = Set.of("FHS", "BHS", "BTS", "FTS");
    private static final int FRAME_START = 0x0B;
    private static final int FRAME_END = 0x1C;

    private Segments() {}

    /** Ends each segment by one carriage return, whatever ended it in the file; leaves out framing and batch trailers. */
    static byte[] joined(byte[] message) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(message.length + 1);
        int start = 0;
        for (int i = 0; i <= message.length; i++) {
            boolean ends = i == message.length
                    || message[i] == '\r'
                    || message[i] == '\n'
                    || message[i] == FRAME_START
                    || message[i] == FRAME_END;
            if (ends) {
                if (i > start && !frames(message, start)) {
                    joined.write(message, start, i - start);
                    joined.write('\r');
                }
                start = i + 1;
            }
        }
        return joined.toByteArray();
    }

    /** Batch and file headers and trailers frame messages; they belong to none. */
    private static boolean frames(byte[] message, int start) {
        if (message.length - start < 3) {
            return false;
        }
        String name = new String(message, start, 3, StandardCharsets.US_ASCII);
        return FRAMES.contains(name);
    }
}
