package org.tongmai.access.receipt;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tongmai.kernel.crypto.Suite;
import org.tongmai.kernel.merkle.TreeHash;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the node says of its log at one moment, signed: so many entries, this root. Its text is a compact JWS (RFC 7515) of type
 * {@value #TYPE}; the algorithm is ES256 or, where JOSE has registered none, {@code SM2} for SM2 with SM3.
 *
 * @param log name of the log
 * @param size entries
 * @param root 32 bytes
 * @param key id of the key that signed
 * @param text the whole, as it is kept and handed out
 */
public record TreeHead(String log, long size, byte[] root, Instant at, String key, String text) {

    static final String TYPE = "tongmai-log-head+jws";

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Signs; {@code signature} is that of a message by the key of this id. */
    public static TreeHead sign(
            String log, long size, byte[] root, Instant at, String key, Suite suite, UnaryOperator<byte[]> signature) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", algorithm(suite));
        header.put("kid", key);
        header.put("typ", TYPE);
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("log", log);
        payload.put("size", size);
        payload.put("root", Encoded.text(root));
        payload.put("at", at.toString());
        String signed =
                Encoded.text(JSON.writeValueAsBytes(header)) + "." + Encoded.text(JSON.writeValueAsBytes(payload));
        String text = signed + "." + Encoded.text(signature.apply(signed.getBytes(StandardCharsets.US_ASCII)));
        return new TreeHead(log, size, root, at, key, text);
    }

    /** Reads what a text says; whether it is signed is another question. */
    public static TreeHead read(String text) throws Unreadable {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            throw noHead();
        }
        try {
            JsonNode header = JSON.readTree(Encoded.bytes(parts[0]));
            JsonNode payload = JSON.readTree(Encoded.bytes(parts[1]));
            if (!TYPE.equals(Encoded.text(header, "typ"))) {
                throw noHead();
            }
            return new TreeHead(
                    Encoded.text(payload, "log"),
                    Encoded.number(payload, "size"),
                    Encoded.bytes(Encoded.text(payload, "root"), TreeHash.BYTES),
                    Instant.parse(Encoded.text(payload, "at")),
                    Encoded.text(header, "kid"),
                    text);
        } catch (JacksonException | DateTimeException wrong) {
            throw noHead();
        }
    }

    /** Whether this key signed it: the algorithm is the key's, whatever the text says of it. */
    boolean signedBy(LogKey by) throws Unreadable {
        int end = text.lastIndexOf('.');
        byte[] header = Encoded.bytes(text.substring(0, text.indexOf('.')));
        try {
            return by.id().equals(key)
                    && algorithm(by.suite())
                            .equals(JSON.readTree(header).path("alg").asString(""))
                    && by.verification()
                            .verify(
                                    text.substring(0, end).getBytes(StandardCharsets.US_ASCII),
                                    Encoded.bytes(text.substring(end + 1), Suite.SIGNATURE_BYTES));
        } catch (JacksonException wrong) {
            throw noHead();
        }
    }

    private static String algorithm(Suite suite) {
        return suite.word().equals("national") ? "SM2" : "ES256";
    }

    private static Unreadable noHead() {
        return new Unreadable("不是签名树头", "this is no signed head of a log");
    }
}
