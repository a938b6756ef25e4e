package org.tongmai.kernel.merkle;

import java.util.ArrayList;
import java.util.List;

/**
 * The entries from one place up to another, under one node of the tree.
 *
 * @param from first place
 * @param to place after the last; greater than {@code from}
 */
public record Span(long from, long to) {

    /** A subtree without gaps: {@code 2^level} entries from {@code number * 2^level} on. */
    public record Node(int level, long number) {}

    /** Where the hashes of complete subtrees are found. */
    @FunctionalInterface
    public interface Nodes {
        byte[] hash(Node node);
    }

    public Span {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("no entries: " + from + " to " + to);
        }
    }

    /** The complete subtrees that it is made of, from left to right; at most one of each size. */
    public List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        long at = from;
        while (at < to) {
            int largest = Long.SIZE - 1 - Long.numberOfLeadingZeros(to - at);
            int level = at == 0 ? largest : Math.min(largest, Long.numberOfTrailingZeros(at));
            nodes.add(new Node(level, at >> level));
            at += 1L << level;
        }
        return nodes;
    }

    /** Its hash, where it is a node of the tree, which means that its complete subtrees become smaller from left to right. */
    byte[] hash(TreeHash hash, Nodes nodes) {
        List<Node> parts = nodes();
        byte[] all = nodes.hash(parts.getLast());
        for (Node part : parts.subList(0, parts.size() - 1).reversed()) {
            all = hash.inner(nodes.hash(part), all);
        }
        return all;
    }
}
