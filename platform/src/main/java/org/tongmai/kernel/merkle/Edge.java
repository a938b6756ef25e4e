package org.tongmai.kernel.merkle;

import java.util.Arrays;

/**
 * The right edge of a growing tree: the hashes of its complete subtrees, largest first, which are all that is needed to append.
 * It holds at most 63 hashes. For one thread.
 */
public final class Edge {

    private final TreeHash hash;
    private final byte[][] byLevel = new byte[Long.SIZE][];
    private long size;

    /** Learns of each subtree that became complete, leaves included. */
    @FunctionalInterface
    public interface Completed {
        void node(int level, long number, byte[] hash);
    }

    /** Of the tree without entries. */
    public Edge(TreeHash hash) {
        this.hash = hash;
    }

    /**
     * The edge that {@link #bytes} described.
     *
     * @throws IllegalArgumentException where so many bytes are no edge of a tree of this size
     */
    public static Edge of(TreeHash hash, long size, byte[] bytes) {
        if (size < 0 || bytes.length != Long.bitCount(size) * TreeHash.BYTES) {
            throw new IllegalArgumentException("not the edge of a tree of " + size);
        }
        Edge edge = new Edge(hash);
        edge.size = size;
        int at = 0;
        for (int level = Long.SIZE - 1; level >= 0; level--) {
            if ((size >> level & 1) == 1) {
                edge.byLevel[level] = Arrays.copyOfRange(bytes, at, at + TreeHash.BYTES);
                at += TreeHash.BYTES;
            }
        }
        return edge;
    }

    /** Entries of the tree. */
    public long size() {
        return size;
    }

    /** Appends the entry of this hash. */
    public void append(byte[] leaf) {
        append(leaf, (level, number, complete) -> {});
    }

    /** Appends the entry of this hash and tells which subtrees it made complete. */
    public void append(byte[] leaf, Completed completed) {
        byte[] node = leaf;
        int level = 0;
        completed.node(0, size, node);
        for (; (size >> level & 1) == 1; level++) {
            node = hash.inner(byLevel[level], node);
            completed.node(level + 1, size >> level + 1, node);
        }
        byLevel[level] = node;
        size++;
    }

    /** Root of the tree as it is now. */
    public byte[] root() {
        if (size == 0) {
            return hash.empty();
        }
        int level = Long.numberOfTrailingZeros(size);
        byte[] root = byLevel[level];
        for (level++; level < Long.SIZE; level++) {
            if ((size >> level & 1) == 1) {
                root = hash.inner(byLevel[level], root);
            }
        }
        return root;
    }

    /** Its hashes one after the other, largest subtree first. */
    public byte[] bytes() {
        byte[] bytes = new byte[Long.bitCount(size) * TreeHash.BYTES];
        int at = 0;
        for (int level = Long.SIZE - 1; level >= 0; level--) {
            if ((size >> level & 1) == 1) {
                System.arraycopy(byLevel[level], 0, bytes, at, TreeHash.BYTES);
                at += TreeHash.BYTES;
            }
        }
        return bytes;
    }
}
