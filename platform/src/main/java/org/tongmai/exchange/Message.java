package org.tongmai.exchange;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one node says to another, beside the content, of which it holds the digest.
 *
 * @param sender node that signed
 * @param receiver node for which it is
 * @param at by the sender's clock, to the millisecond
 * @param nonce random, never used again
 * @param path what is asked
 * @param purpose code of {@code http://terminology.hl7.org/CodeSystem/v3-ActReason} for records, {@link #RUNNING} else
 * @param digest of the content, in the sender's suite
 * @param text as it was signed
 */
record Message(
        String sender,
        String receiver,
        Instant at,
        String nonce,
        String path,
        String purpose,
        String digest,
        String text) {

    static final String TYPE = "tongmai-message";

    static final String HEADER = "X-Tongmai-Message";

    /** Purpose of what keeps the network running: registries, index updates, receipts. */
    static final String RUNNING = "HSYSADMIN";

    static Map<String, Object> payload(
            String sender, String receiver, Instant at, String nonce, String path, String purpose, String digest) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("iss", sender);
        payload.put("aud", receiver);
        payload.put("iat", at.toEpochMilli());
        payload.put("jti", nonce);
        payload.put("path", path);
        payload.put("purpose", purpose);
        payload.put("digest", digest);
        return payload;
    }

    static Message of(Jws jws) {
        return new Message(
                jws.word("iss"),
                jws.word("aud"),
                Instant.ofEpochMilli(jws.payload().path("iat").asLong(0)),
                jws.word("jti"),
                jws.word("path"),
                jws.word("purpose"),
                jws.word("digest"),
                jws.text());
    }
}
