package org.tongmai.intake;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Acknowledgement;
import org.tongmai.intake.hl7v2.Acknowledgement.Code;
import org.tongmai.intake.hl7v2.Header;
import org.tongmai.intake.hl7v2.QueryAnswer;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.kernel.Problem;

/** Writes what a message is answered, in the message's own separators and character set. */
final class Acknowledgements {

    /** MSH-10 holds 20 characters. */
    private static final int ID_BYTES = 10;

    private final Zones zones;

    Acknowledgements(Zones zones) {
        this.zones = zones;
    }

    /**
     * The answer to a message.
     *
     * @param hash of the message as it arrived
     * @param envelope of the message as it arrived, also where a mended text was run
     * @param problem what was wrong; with {@code AA} a remark
     */
    byte[] write(Instant receivedAt, byte[] hash, Envelope envelope, Code code, @Nullable Problem problem) {
        return Acknowledgement.write(
                envelope.header(),
                code,
                controlId(receivedAt, hash),
                zones.at(zones.at(receivedAt)),
                charset(envelope),
                problem);
    }

    /** The answer to a query, whose header is read. */
    byte[] write(Instant receivedAt, byte[] hash, Envelope envelope, Header header, QueryAnswer answer) {
        return answer.write(header, controlId(receivedAt, hash), zones.at(zones.at(receivedAt)), charset(envelope));
    }

    private static String controlId(Instant receivedAt, byte[] hash) {
        byte[] name = (receivedAt + "|" + Intake.key(hash)).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Intake.sha256(name), 0, ID_BYTES);
    }

    private static Charset charset(Envelope envelope) {
        Charset charset = envelope.charset();
        return charset == null ? StandardCharsets.UTF_8 : charset;
    }
}
