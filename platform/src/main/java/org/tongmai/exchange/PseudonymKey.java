package org.tongmai.exchange;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.NationalSuite;
import org.tongmai.kernel.crypto.PrivateFiles;
import org.tongmai.person.Identity;

/**
 * The key under which provinces recognise a person: shared among them and never at the nation. A plain digest of an identity
 * number could be guessed in minutes, since there are few numbers. Pseudonyms are HMAC-SM3 whatever suite a node signs with:
 * all provinces must make the same one.
 */
final class PseudonymKey {

    static final String FILE = "exchange-index-key";

    private static final int BYTES = 32;

    private final byte[] key;

    private PseudonymKey(byte[] key) {
        this.key = key.clone();
    }

    /** The key of this node; empty where its operator has not brought one. */
    static Optional<PseudonymKey> in(Path file) {
        return Files.exists(file) ? Optional.of(new PseudonymKey(PrivateFiles.random(file, BYTES))) : Optional.empty();
    }

    /** Makes the key, where there is none: at the first province. */
    static PseudonymKey make(Path file) {
        return new PseudonymKey(PrivateFiles.random(file, BYTES));
    }

    /**
     * Takes the key of the other provinces.
     *
     * @param text as {@link #text} gave it
     * @throws Problem {@code exchange.index-key-wrong}
     */
    static PseudonymKey take(Path file, String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text.strip());
        } catch (IllegalArgumentException unreadable) {
            bytes = new byte[0];
        }
        if (bytes.length != BYTES) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "exchange.index-key-wrong",
                    "This is not an index key.",
                    "An index key is one line that `tongmai node index-key --give` wrote.",
                    "Take the file as it was given.");
        }
        PrivateFiles.write(file, bytes);
        return new PseudonymKey(bytes);
    }

    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }

    /** Tells whether two provinces have the same key, and nothing else of it. */
    String proof() {
        return keyed("proof").substring(0, 22);
    }

    /** By which a person with this document is found. */
    String pseudonym(String document) {
        return keyed("document|" + document);
    }

    /** All pseudonyms of a registration: one for each document that a check supports. */
    Set<String> pseudonyms(Identity identity) {
        return identity.documents().stream().map(this::pseudonym).collect(Collectors.toCollection(TreeSet::new));
    }

    /** By which another province tells that a name or a birth date is the same, without seeing it. */
    String trait(String kind, String value) {
        return keyed("trait|" + kind + "|" + value);
    }

    /** What only this node can make: for handles. */
    static String own(byte[] secret, String text) {
        return Jws.encode(NationalSuite.INSTANCE.authenticate(secret, text.getBytes(StandardCharsets.UTF_8)));
    }

    private String keyed(String text) {
        return Jws.encode(
                NationalSuite.INSTANCE.authenticate(key, ("tongmai " + text).getBytes(StandardCharsets.UTF_8)));
    }
}
