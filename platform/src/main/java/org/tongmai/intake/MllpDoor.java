package org.tongmai.intake;

import java.net.InetSocketAddress;
import java.util.List;
import org.tongmai.intake.mllp.Bounds;
import org.tongmai.intake.mllp.Frame;
import org.tongmai.intake.mllp.Frame.Broken;
import org.tongmai.intake.mllp.Frame.Fault;
import org.tongmai.intake.mllp.Frame.Message;
import org.tongmai.intake.mllp.MllpServer;
import org.tongmai.intake.mllp.Room;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** HL7 v2 over MLLP: what is a message goes to {@link Intake}, what is none is kept with the reason. */
public final class MllpDoor implements AutoCloseable {

    private final MllpServer server;

    private MllpDoor(MllpServer server) {
        this.server = server;
    }

    /** Starts to listen; port 0 takes a free one. */
    static MllpDoor open(InetSocketAddress address, Bounds bounds, Room room, Intake intake) {
        return new MllpDoor(MllpServer.start(address, bounds, room, (frame, peer) -> receive(intake, frame, peer)));
    }

    /** The port that is listened on. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    private static List<byte[]> receive(Intake intake, Frame frame, String peer) {
        return switch (frame) {
            case Message message -> intake.answers(message.bytes(), peer);
            case Broken broken ->
                intake
                        .keep(
                                broken.bytes(),
                                peer,
                                problem(broken.fault()),
                                broken.fault().answered())
                        .stream()
                        .toList();
        };
    }

    private static Problem problem(Fault fault) {
        return switch (fault) {
            case NO_START, NOISE, FOREIGN ->
                framing("framing-broken", "Bytes came outside of a frame.", "Begin each message with the byte 0x0B.");
            case CUT ->
                framing(
                        "framing-broken",
                        "A message began before the one before it had ended.",
                        "End each message with the bytes 0x1C 0x0D.");
            case TOO_LARGE, ENDLESS ->
                new Problem(
                        Kind.TOO_LARGE,
                        "intake.message-too-large",
                        "The message is larger than what is accepted.",
                        "A message is held in memory until it is safe, so its size is bounded.",
                        "Send the content in several messages.");
            case NO_ROOM ->
                new Problem(
                        Kind.BUSY,
                        "intake.busy",
                        "Too many large messages are being received at once.",
                        "The memory for messages being received is bounded.",
                        "Send the message again later.");
            case LOST -> framing("connection-lost", "The connection ended inside the message.", SEND_AGAIN);
            case STALLED -> framing("connection-stalled", "The message did not come to its end in time.", SEND_AGAIN);
        };
    }

    private static final String SEND_AGAIN = "Send the message again: it was not acknowledged and is not stored.";

    private static Problem framing(String code, String what, String mend) {
        return new Problem(
                Kind.MALFORMED, "intake." + code, what, "MLLP release 1: 0x0B, the message, 0x1C 0x0D.", mend);
    }
}
