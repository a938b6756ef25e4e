package org.tongmai.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tongmai.kernel.crypto.InternationalSuite;
import org.tongmai.kernel.crypto.NationalSuite;
import org.tongmai.kernel.crypto.Suite;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A signed text in the compact form of RFC 7515. {@code alg} is {@code ES256} in the international suite and {@code SM2}
 * (GM/T 0003.2 with SM3) in the national one; there is no other and no {@code none}.
 *
 * @param type what is signed, so that a text of one kind is not taken for one of another
 * @param key id of the key that signed
 * @param payload what it says; nothing is believed of it before {@link #signedBy}
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515">RFC 7515</a>
 */
record Jws(String text, Suite suite, String type, String key, JsonNode payload) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final int LONGEST = 65_536;

    /** Signs. */
    interface Signer {
        byte[] sign(byte[] message);
    }

    static String sign(Suite suite, String key, String type, Object payload, Signer signer) {
        Map<String, String> header = new LinkedHashMap<>();
        header.put("alg", algorithm(suite));
        header.put("typ", type);
        header.put("kid", key);
        String signed = encode(JSON.writeValueAsBytes(header)) + "." + encode(JSON.writeValueAsBytes(payload));
        return signed + "." + encode(signer.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The parts of a text; empty where it has not this form. */
    static Optional<Jws> read(String text) {
        String[] parts = text.length() > LONGEST ? new String[0] : text.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
            JsonNode payload = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            return suite(header.path("alg").asString(""))
                    .filter(suite -> payload.isObject())
                    .map(suite -> new Jws(
                            text,
                            suite,
                            header.path("typ").asString(""),
                            header.path("kid").asString(""),
                            payload));
        } catch (IllegalArgumentException | JacksonException unreadable) {
            return Optional.empty();
        }
    }

    /** Whether this key made the signature. */
    boolean signedBy(Suite.Verification verification) {
        int dot = text.lastIndexOf('.');
        try {
            return verification.verify(
                    text.substring(0, dot).getBytes(StandardCharsets.US_ASCII),
                    Base64.getUrlDecoder().decode(text.substring(dot + 1)));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    String word(String name) {
        return payload.path(name).asString("");
    }

    static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** Digest in the suite of whoever signs it. */
    static String digest(Suite suite, byte[] content) {
        return encode(suite.digest(content));
    }

    private static String algorithm(Suite suite) {
        return suite instanceof NationalSuite ? "SM2" : "ES256";
    }

    private static Optional<Suite> suite(String algorithm) {
        return switch (algorithm) {
            case "SM2" -> Optional.of(NationalSuite.INSTANCE);
            case "ES256" -> Optional.of(InternationalSuite.INSTANCE);
            default -> Optional.empty();
        };
    }

    /** Never the content, so that it cannot slip into a log. */
    @Override
    public String toString() {
        return type + " by " + key;
    }
}
