package org.tongmai.kernel.merkle;

import java.util.List;

/** The tree as RFC 9162 §2.1.1 defines it, word by word and slowly. */
final class ByDefinition {

    private ByDefinition() {}

    /** MTH of these entries, of which the hashes are given. */
    static byte[] root(TreeHash hash, List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            return hash.empty();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int k = 1;
        while (2 * k < leaves.size()) {
            k = 2 * k;
        }
        return hash.inner(root(hash, leaves.subList(0, k)), root(hash, leaves.subList(k, leaves.size())));
    }

    /** Hash of a complete subtree. */
    static byte[] node(TreeHash hash, List<byte[]> leaves, Span.Node node) {
        int from = (int) (node.number() << node.level());
        return root(hash, leaves.subList(from, from + (1 << node.level())));
    }
}
