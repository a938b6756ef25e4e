package org.tongmai.intake.hl7v2;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.tongmai.access.InstitutionSystems;

/**
 * Who sent a message and in which zone it writes its times: what the mapping needs beside the message.
 *
 * @param institution USCC of the sender, 18 characters
 * @param organization reference to its Organization
 */
public record Source(String institution, Zones zones, String organization) {

    /** An institution whose Organization is found by its code when the bundle is stored. */
    public Source(String institution, Zones zones) {
        this(institution, zones, "Organization?identifier=https://tongmai.org/fhir/identifier/uscc|" + institution);
    }

    private static final int ID_BYTES = 16;

    /** Identifier system of the numbers that this institution gives: {@code patient}, {@code visit}, {@code lab-item}, … */
    public String system(String what) {
        return InstitutionSystems.of(institution, what);
    }

    /**
     * The logical id of what this institution calls by that number: the same number gives the same id for ever, so that a
     * message that arrives twice, or a correction, meets the resource of the first one without a search.
     */
    public String id(String what, String number) {
        return HexFormat.of().formatHex(digest(what, number), 0, ID_BYTES);
    }

    /** A temporary address inside a bundle. */
    public String urn(String what, String number) {
        return "urn:uuid:" + UUID.nameUUIDFromBytes(digest(what, number));
    }

    private byte[] digest(String what, String number) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((system(what) + "|" + number).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
