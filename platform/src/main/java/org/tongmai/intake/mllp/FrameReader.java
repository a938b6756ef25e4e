package org.tongmai.intake.mllp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.tongmai.intake.mllp.Frame.Broken;
import org.tongmai.intake.mllp.Frame.Fault;
import org.tongmai.intake.mllp.Frame.Message;

/**
 * Takes the frames out of a stream of bytes: {@code 0x0B message 0x1C 0x0D}. None of the three bytes is part of a character
 * of UTF-8 or GB 18030. The last byte of the frame is not waited for, since some senders leave it out.
 *
 * @see <a href="https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF">MLLP release 1</a>
 */
final class FrameReader {

    /** Of bytes outside a frame no more is kept; who sends more speaks something else. */
    static final int NOISE_MAX = 65_536;

    /** How many times the largest message is read and dropped to reach the end of an oversized one. */
    private static final int DROPPED_TIMES = 10;

    private final InputStream in;
    private final Patience patience;
    private final Room room;
    private final int largest;
    private boolean started;

    /** How long a connection waits for bytes. */
    interface Patience {
        /** From now on a read may wait this long. */
        void wait(Duration time) throws SocketException;

        /** Between messages. */
        Duration idle();

        /** Between two bytes of a message. */
        Duration stall();
    }

    /** @param largest message in bytes that is accepted */
    FrameReader(InputStream in, Patience patience, Room room, int largest) {
        this.in = in;
        this.patience = patience;
        this.room = room;
        this.largest = largest;
    }

    /** The next frame; nothing when the connection ended or was idle too long between two. */
    Optional<Frame> next() throws IOException {
        if (!started) {
            Optional<Frame> noise = seekStart();
            if (noise.isPresent() || !started) {
                return noise;
            }
        }
        started = false;
        patience.wait(patience.stall());
        return Optional.of(message());
    }

    private Optional<Frame> seekStart() throws IOException {
        var noise = new ByteArrayOutputStream();
        patience.wait(patience.idle());
        while (noise.size() < NOISE_MAX) {
            int next = read();
            if (next == Frame.START) {
                started = true;
                return noise.size() == 0 ? Optional.empty() : broken(noise, Fault.NOISE);
            }
            if (next < 0 || next == Frame.END) {
                Fault fault = next == Frame.END ? Fault.NO_START : next == GONE ? Fault.LOST : Fault.STALLED;
                if (noise.size() > 0 || next != Frame.END) {
                    return noise.size() == 0 ? Optional.empty() : broken(noise, fault);
                }
            } else if (noise.size() > 0 || !blank(next)) {
                noise.write(next);
                patience.wait(patience.stall());
            }
        }
        return broken(noise, Fault.FOREIGN);
    }

    private Frame message() throws IOException {
        try (Room.Share share = room.share()) {
            var bytes = new ByteArrayOutputStream();
            while (true) {
                int next = read();
                switch (next) {
                    case Frame.END -> {
                        return new Message(bytes.toByteArray());
                    }
                    case Frame.START -> {
                        started = true;
                        return new Broken(bytes.toByteArray(), Fault.CUT);
                    }
                    case GONE -> {
                        return new Broken(bytes.toByteArray(), Fault.LOST);
                    }
                    case LATE -> {
                        return new Broken(bytes.toByteArray(), Fault.STALLED);
                    }
                    default -> bytes.write(next);
                }
                if (bytes.size() > largest) {
                    return dropRest(bytes, Fault.TOO_LARGE);
                }
                if (!share.covers(bytes.size())) {
                    return dropRest(bytes, Fault.NO_ROOM);
                }
            }
        }
    }

    /** Reads to the end of the message, so that the sender listens again when it is answered. */
    private Frame dropRest(ByteArrayOutputStream bytes, Fault fault) throws IOException {
        byte[] kept = Arrays.copyOf(bytes.toByteArray(), Math.min(bytes.size(), NOISE_MAX));
        for (long dropped = 0; dropped < (long) largest * DROPPED_TIMES; dropped++) {
            int next = read();
            if (next == Frame.END) {
                return new Broken(kept, fault);
            }
            if (next < 0) {
                return new Broken(kept, next == GONE ? Fault.LOST : Fault.STALLED);
            }
        }
        return new Broken(kept, Fault.ENDLESS);
    }

    private static final int GONE = -1;
    private static final int LATE = -2;

    private int read() throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException late) {
            return LATE;
        } catch (SocketException reset) {
            return GONE;
        }
    }

    private static boolean blank(int character) {
        return character == Frame.RETURN || character == '\n' || character == ' ' || character == '\t';
    }

    private static Optional<Frame> broken(ByteArrayOutputStream bytes, Fault fault) {
        return Optional.of(new Broken(bytes.toByteArray(), fault));
    }
}
