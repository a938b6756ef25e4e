package org.tongmai.intake;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Acknowledgement;
import org.tongmai.intake.hl7v2.Acknowledgement.Code;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.kernel.Problem;

/** Writes what a message is answered, in the message's own separators and character set. */
final class Acknowledgements {

    /** MSH-10 holds 20 characters. */
    static final int ID_BYTES = 10;

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
        Charset charset = envelope.charset();
        byte[] name = (receivedAt + "|" + Intake.key(hash)).getBytes(StandardCharsets.UTF_8);
        return Acknowledgement.write(
                envelope.header(),
                code,
                HexFormat.of().formatHex(Intake.sha256(name), 0, ID_BYTES),
                zones.at(zones.at(receivedAt)),
                charset == null ? StandardCharsets.UTF_8 : charset,
                problem);
    }
}
