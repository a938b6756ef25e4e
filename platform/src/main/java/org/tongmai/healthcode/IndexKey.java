package org.tongmai.healthcode;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.Suite;

/**
 * The key of the node's keyed digests: pseudonyms that leave the node in place of identity data, and the digests by which
 * cards are found. A plain digest of identity data could be guessed in minutes, since there are few identity numbers.
 */
final class IndexKey {

    private static final String PROOF = "tongmai health code index key";

    static final int SHOWER_BYTES = 4;

    private final byte[] key;
    private final Suite suite;

    private IndexKey(byte[] key, Suite suite) {
        this.key = key;
        this.suite = suite;
    }

    /**
     * @param suite of a node that begins; one that has begun stays with its own
     * @throws Problem {@code healthcode.keys-differ}
     */
    static IndexKey of(byte[] key, Suite suite, CodeKeyStore store, Clock clock) {
        store.begin(suite.word(), suite.authenticate(key, bytes(PROOF)), clock.instant());
        CodeKeyStore.Node node = store.node().orElseThrow();
        Suite begun = Suite.of(node.suite()).orElseThrow();
        if (!Arrays.equals(begun.authenticate(key, bytes(PROOF)), node.proof())) {
            throw keysDiffer();
        }
        return new IndexKey(key, begun);
    }

    /**
     * The main index (主索引) under which a receiver outside knows the holder: 64 hexadecimal places. Two receivers cannot tell
     * that they know the same person.
     *
     * @param holder what stands for the holder: {@link HealthCode#holder}
     */
    String pseudonym(UUID holder, String receiver) {
        return HexFormat.of().formatHex(suite.authenticate(key, bytes("index|" + receiver + "|" + holder)));
    }

    /**
     * That the institution verified the code.
     *
     * @param how when, on what it was shown and for what
     */
    String verification(UUID code, String institution, String how) {
        return HexFormat.of()
                .formatHex(suite.authenticate(key, bytes("verified|" + institution + "|" + code + "|" + how)));
    }

    /**
     * Who shows a code, as the first {@value #SHOWER_BYTES} bytes of the nonce of each dynamic code say it: enough to tell those apart
     * who show one code within minutes, and nothing to whoever has no key.
     *
     * @param who empty for the resident; else the guardianship, or the account of an institution
     */
    byte[] shower(UUID code, String who) {
        return Arrays.copyOf(suite.authenticate(key, bytes("shower|" + code + "|" + who)), SHOWER_BYTES);
    }

    /** By which a card is found. */
    byte[] card(String kind, String institution, String number) {
        return suite.authenticate(key, bytes("card|" + kind + "|" + institution + "|" + number));
    }

    byte[] seal(String number, byte[] about) {
        return suite.seal(sealing(), bytes(number), about);
    }

    Optional<String> open(byte[] sealed, byte[] about) {
        return suite.open(sealing(), sealed, about).map(text -> new String(text, StandardCharsets.UTF_8));
    }

    static Problem keysDiffer() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "healthcode.keys-differ",
                "The key files of this process are not those with which the health codes of this database began.",
                "With another key the same card and the same person would get other pseudonyms.",
                "Restore health-code.index-key, or point tongmai.healthcode.keys at the directory of the key files.");
    }

    private byte[] sealing() {
        return Arrays.copyOf(suite.authenticate(key, bytes("seal")), Suite.SEAL_KEY_BYTES);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
