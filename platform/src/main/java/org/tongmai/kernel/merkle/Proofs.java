package org.tongmai.kernel.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Proofs that an entry stands at a place of a tree, and that a tree is another one with entries added behind.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3">RFC 9162 §2.1.3 and §2.1.4</a>
 */
public final class Proofs {

    /** A proof has no more hashes than that; a tree of 2^63 entries needs 63, and one more for consistency. */
    public static final int LONGEST = 64;

    private Proofs() {}

    /** Computes the hash of an inner node; {@link Memory} does so once for many proofs. */
    @FunctionalInterface
    public interface Inner {

        /**
         * Hash of the node over two.
         *
         * @param level of the node; 1 over leaves
         * @param number of the node among those of its level
         */
        byte[] over(int level, long number, byte[] left, byte[] right);

        /** Computes each anew. */
        static Inner of(TreeHash hash) {
            return (level, number, left, right) -> hash.inner(left, right);
        }
    }

    /** The parts of the tree whose hashes prove the entry at this place, nearest first. */
    public static List<Span> inclusion(long place, long size) {
        if (place < 0 || place >= size) {
            throw new IllegalArgumentException("place " + place + " of " + size);
        }
        List<Span> path = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + half(to - from);
            if (place < middle) {
                path.addFirst(new Span(middle, to));
                to = middle;
            } else {
                path.addFirst(new Span(from, middle));
                from = middle;
            }
        }
        return path;
    }

    /** The parts of the tree whose hashes prove that its first {@code first} entries are those of the earlier tree. */
    public static List<Span> consistency(long first, long second) {
        if (first < 0 || first > second) {
            throw new IllegalArgumentException("from " + first + " to " + second);
        }
        List<Span> path = new ArrayList<>();
        if (first == 0 || first == second) {
            return path;
        }
        long from = 0;
        long to = second;
        boolean known = true;
        while (first != to) {
            long middle = from + half(to - from);
            if (first <= middle) {
                path.addFirst(new Span(middle, to));
                to = middle;
            } else {
                path.addFirst(new Span(from, middle));
                from = middle;
                known = false;
            }
        }
        if (!known) {
            path.addFirst(new Span(from, to));
        }
        return path;
    }

    /** The hashes of these parts. */
    public static List<byte[]> hashes(TreeHash hash, List<Span> parts, Span.Nodes nodes) {
        return parts.stream().map(part -> part.hash(hash, nodes)).toList();
    }

    /** Root of the tree of this size; the hash of nothing where it has none. */
    public static byte[] root(TreeHash hash, long size, Span.Nodes nodes) {
        return size == 0 ? hash.empty() : new Span(0, size).hash(hash, nodes);
    }

    /**
     * The root to which a path leads; empty where the path has not the length that place and size ask for.
     *
     * @param leaf hash of the entry
     */
    public static Optional<byte[]> root(Inner inner, byte[] leaf, long place, long size, List<byte[]> path) {
        if (place < 0 || place >= size || leaf.length != TreeHash.BYTES) {
            return Optional.empty();
        }
        long at = place;
        long last = size - 1;
        int level = 0;
        byte[] node = leaf;
        for (byte[] beside : path) {
            int alone = at == last ? Long.numberOfTrailingZeros(at) : 0;
            if (alone == Long.SIZE || beside.length != TreeHash.BYTES) {
                return Optional.empty();
            }
            at >>= alone;
            last >>= alone;
            level += alone + 1;
            boolean right = (at & 1) == 1;
            node = inner.over(level, at >> 1, right ? beside : node, right ? node : beside);
            at >>= 1;
            last >>= 1;
        }
        return last == 0 ? Optional.of(node) : Optional.empty();
    }

    /** Whether the entry of this hash stands at this place of the tree with this root. */
    public static boolean included(TreeHash hash, byte[] leaf, long place, long size, List<byte[]> path, byte[] root) {
        return root(Inner.of(hash), leaf, place, size, path)
                .filter(found -> Arrays.equals(found, root))
                .isPresent();
    }

    /** Whether the second tree is the first with entries behind. A first tree without entries is the beginning of all. */
    public static boolean consistent(
            TreeHash hash, long first, byte[] firstRoot, long second, byte[] secondRoot, List<byte[]> path) {
        if (first < 0 || first > second || path.stream().anyMatch(each -> each.length != TreeHash.BYTES)) {
            return false;
        }
        if (first == 0) {
            return path.isEmpty() && Arrays.equals(firstRoot, hash.empty());
        }
        if (first == second) {
            return path.isEmpty() && Arrays.equals(firstRoot, secondRoot);
        }
        boolean whole = Long.bitCount(first) == 1;
        if (path.isEmpty() && !whole) {
            return false;
        }
        int alone = Long.numberOfTrailingZeros(first);
        long at = first - 1 >> alone;
        long last = second - 1 >> alone;
        byte[] earlier = whole ? firstRoot : path.getFirst();
        byte[] later = earlier;
        for (byte[] beside : whole ? path : path.subList(1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                earlier = hash.inner(beside, earlier);
                later = hash.inner(beside, later);
                int skipped = Long.numberOfTrailingZeros(at);
                at >>= skipped;
                last >>= skipped;
            } else {
                later = hash.inner(later, beside);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(earlier, firstRoot) && Arrays.equals(later, secondRoot);
    }

    /** The largest power of two below the number. */
    private static long half(long size) {
        return Long.highestOneBit(size - 1);
    }
}
