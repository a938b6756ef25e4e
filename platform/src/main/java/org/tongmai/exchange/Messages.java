package org.tongmai.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tongmai.kernel.Problem;

/** Signs what this node says and judges what others say to it. Both sides keep the same receipt of each exchange. */
final class Messages {

    static final String RECEIPT = "tongmai-receipt";

    /** Receipts about records are evidence and stay; those of registries and index updates are many. */
    private static final Duration RUNNING_KEPT = Duration.ofDays(2);

    private static final int NONCE_BYTES = 16;

    private final String id;
    private final NodeKeys keys;
    private final Registry registry;
    private final ReceiptStore receipts;
    private final Duration skew;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param skew by how much clocks may differ */
    Messages(String id, NodeKeys keys, Registry registry, ReceiptStore receipts, Duration skew, Clock clock) {
        this.id = id;
        this.keys = keys;
        this.registry = registry;
        this.receipts = receipts;
        this.skew = skew;
        this.clock = clock;
    }

    String id() {
        return id;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    // -- saying

    /** Signs a message and keeps it as one of which the receipt is to come. */
    Message say(String receiver, String path, String purpose, byte[] content) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = HexFormat.of().formatHex(bytes);
        Instant at = now();
        String digest = Jws.digest(keys.suite(), content);
        String text = keys.sign(Message.TYPE, Message.payload(id, receiver, at, nonce, path, purpose, digest));
        Message message = new Message(id, receiver, at, nonce, path, purpose, digest, text);
        receipts.write(row(message, null));
        return message;
    }

    /**
     * Checks the receipt of an answer and keeps it.
     *
     * @param answer digest of the answer in the receiver's suite, worked out here; empty takes what the receipt says
     * @throws Problem {@code exchange.receipt-wrong}
     */
    void acknowledged(Message message, String receipt, Answered answer) {
        Peer peer = registry.node(message.receiver()).orElseThrow(Refusals::nodeUnknown);
        boolean right = Jws.read(receipt)
                .filter(jws -> jws.type().equals(RECEIPT))
                .filter(jws -> jws.word("iss").equals(message.receiver())
                        && jws.word("aud").equals(message.sender()))
                .filter(jws -> signed(peer, jws))
                .filter(jws -> jws.word("message").equals(Jws.digest(jws.suite(), ascii(message.text()))))
                .filter(jws -> answer.is(jws))
                .isPresent();
        if (!right) {
            throw Refusals.answerWrong(message.receiver());
        }
        receipts.answered(message.sender(), message.nonce(), receipt);
    }

    /** Whether a receipt is of the answer that came. */
    interface Answered {
        boolean is(Jws receipt);

        /** The answer as a whole. */
        static Answered whole(byte[] answer) {
            return jws -> jws.word("answer").equals(Jws.digest(jws.suite(), answer));
        }
    }

    private boolean signed(Peer peer, Jws jws) {
        return peer.key(jws.key())
                .filter(key -> key.until() == null || now().isBefore(key.until()))
                .filter(key -> jws.signedBy(registry.verification(key)))
                .isPresent();
    }

    // -- hearing

    /**
     * Judges a message that came.
     *
     * @param certificate of the connection, DER
     * @throws Problem those of {@link Refusals}
     */
    Message hear(String text, byte[] certificate, String path, byte[] content) {
        Jws jws =
                Jws.read(text).filter(each -> each.type().equals(Message.TYPE)).orElseThrow(Refusals::unreadable);
        Message message = Message.of(jws);
        Peer peer = registry.node(message.sender()).orElseThrow(Refusals::nodeUnknown);
        if (!peer.admitted(now())) {
            throw Refusals.nodeRetired();
        }
        if (!MessageDigest.isEqual(Registry.bytes(peer.card().certificate()), certificate)) {
            throw Refusals.anotherCertificate();
        }
        Peer.Key key = peer.key(jws.key()).orElseThrow(Refusals::keyUnknown);
        if (key.until() != null && !now().isBefore(key.until())) {
            throw Refusals.keyRetired();
        }
        if (!key.suite().equals(jws.suite().word()) || !jws.signedBy(registry.verification(key))) {
            throw Refusals.signatureWrong();
        }
        if (!message.receiver().equals(id) || !message.path().equals(path)) {
            throw Refusals.forAnother();
        }
        if (!message.digest().equals(Jws.digest(jws.suite(), content))) {
            throw Refusals.bodyChanged();
        }
        Duration offset = Duration.between(now(), message.at());
        if (offset.abs().compareTo(skew) > 0) {
            throw Refusals.clock(offset.toSeconds());
        }
        if (!receipts.take(message.sender(), message.nonce(), message.at().plus(skew.multipliedBy(2)))) {
            throw Refusals.replayed();
        }
        receipts.spoke(message.sender(), now(), offset.toMillis());
        return message;
    }

    /**
     * Signs for a message and its answer, and keeps both.
     *
     * @param digest of the answer, or the root over its chunks, in this node's suite
     * @param chunks how many; 0 for an answer that is whole
     */
    String receipt(Message message, String digest, long chunks) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("iss", id);
        payload.put("aud", message.sender());
        payload.put("iat", now().toEpochMilli());
        payload.put("jti", message.nonce());
        payload.put("message", Jws.digest(keys.suite(), ascii(message.text())));
        payload.put("answer", digest);
        if (chunks > 0) {
            payload.put("chunks", chunks);
        }
        String receipt = keys.sign(RECEIPT, payload);
        receipts.write(row(message, receipt));
        return receipt;
    }

    /** The receipt that was given for a message of this sender. */
    Optional<String> given(String sender, String nonce) {
        return receipts.one(sender, nonce).map(ReceiptStore.Row::receipt);
    }

    /** Forgets nonces whose time alone refuses them now, and receipts of what only kept the network running. */
    void forget() {
        receipts.forget(now());
        receipts.prune(Message.RUNNING, now().minus(RUNNING_KEPT));
    }

    private static ReceiptStore.Row row(Message message, @org.jspecify.annotations.Nullable String receipt) {
        return new ReceiptStore.Row(
                message.sender(),
                message.nonce(),
                message.receiver(),
                message.path(),
                message.purpose(),
                message.at(),
                message.text(),
                receipt);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    String digest(byte[] content) {
        return Jws.digest(keys.suite(), content);
    }

    ChunkTree chunks() {
        return new ChunkTree(keys.suite());
    }
}
