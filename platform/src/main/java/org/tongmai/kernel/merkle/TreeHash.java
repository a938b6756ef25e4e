package org.tongmai.kernel.merkle;

import org.tongmai.kernel.crypto.Suite;

/**
 * How a tree hashes: a leaf under the prefix 0, an inner node under the prefix 1, so that neither can be taken for the other.
 * Safe for many threads.
 *
 * @param suite whose digest it is, SM3 or SHA-256
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.1">RFC 9162 §2.1.1</a>
 */
public record TreeHash(Suite suite) {

    /** Length of every hash. */
    public static final int BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte INNER = 1;

    /** Root of the tree without leaves. */
    public byte[] empty() {
        return suite.digest(new byte[0]);
    }

    /** Hash of an entry. */
    public byte[] leaf(byte[] entry) {
        byte[] prefixed = new byte[1 + entry.length];
        prefixed[0] = LEAF;
        System.arraycopy(entry, 0, prefixed, 1, entry.length);
        return suite.digest(prefixed);
    }

    /** Hash of the node over these two. */
    public byte[] inner(byte[] left, byte[] right) {
        if (left.length != BYTES || right.length != BYTES) {
            throw new IllegalArgumentException("a hash has " + BYTES + " bytes");
        }
        byte[] prefixed = new byte[1 + 2 * BYTES];
        prefixed[0] = INNER;
        System.arraycopy(left, 0, prefixed, 1, BYTES);
        System.arraycopy(right, 0, prefixed, 1 + BYTES, BYTES);
        return suite.digest(prefixed);
    }
}
