package org.tongmai.kernel.crypto;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * One set of algorithms: signature, digest, keyed digest, sealing. What was made by one suite is read by the same suite.
 *
 * <p>All signatures have {@value #SIGNATURE_BYTES} bytes, r and s one after the other.
 */
public sealed interface Suite permits NationalSuite, InternationalSuite {

    /** Length of a signature. */
    int SIGNATURE_BYTES = 64;

    /** Length of a key for {@link #seal}. */
    int SEAL_KEY_BYTES = 16;

    /** How settings and key lists name the suite. */
    String word();

    /** A new pair of signing keys. */
    KeyPair generate();

    /** Name of the signature algorithm in certificates. */
    String certificateAlgorithm();

    /** Prepares to sign with a key of this process, which costs as much as a signature; keys in a token sign there. */
    Signing signing(PrivateKey key);

    /** Prepares to verify signatures of this key; worth keeping, since preparing costs as much as many verifications. */
    Verification verification(PublicKey key);

    /** The public key as it stands in key lists: x and y of the point, 64 bytes. */
    byte[] encode(PublicKey key);

    /** @throws IllegalArgumentException where the bytes are no point of the curve */
    PublicKey decode(byte[] encoded);

    /** The digest of a message, 32 bytes. */
    byte[] digest(byte[] message);

    /** Keyed digest (HMAC), 32 bytes. */
    byte[] authenticate(byte[] key, byte[] message);

    /**
     * Encrypts so that change is noticed.
     *
     * @param key {@value #SEAL_KEY_BYTES} bytes
     * @param about bound to the text, not contained in the result
     */
    byte[] seal(byte[] key, byte[] text, byte[] about);

    /** The text; empty where key, text or {@code about} are not those that were sealed. */
    Optional<byte[]> open(byte[] key, byte[] sealed, byte[] about);

    /** Signs with one key; safe for many threads. */
    @FunctionalInterface
    interface Signing {
        byte[] sign(byte[] message);
    }

    /** Verifies signatures of one key; safe for many threads. */
    @FunctionalInterface
    interface Verification {
        boolean verify(byte[] message, byte[] signature);
    }

    /** The suite of this word. */
    static Optional<Suite> of(String word) {
        return Arrays.<Suite>asList(NationalSuite.INSTANCE, InternationalSuite.INSTANCE).stream()
                .filter(each -> each.word().equals(word))
                .findFirst();
    }
}
