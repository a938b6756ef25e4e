package org.tongmai.directory.terminology;

import java.util.Arrays;
import java.util.BitSet;

/** Arrows between numbers, in two arrays. */
final class Links {

    private final int[] start;
    private final int[] to;

    /** The arrow {@code i} leads from {@code from[i]} to {@code to[i]}; equal ones count once. */
    Links(int nodes, int[] from, int[] to, int count) {
        this.start = new int[nodes + 1];
        for (int i = 0; i < count; i++) {
            start[from[i] + 1]++;
        }
        for (int node = 0; node < nodes; node++) {
            start[node + 1] += start[node];
        }
        this.to = new int[count];
        int[] next = Arrays.copyOf(start, nodes);
        for (int i = 0; i < count; i++) {
            this.to[next[from[i]]++] = to[i];
        }
    }

    /** Where one leads, each once. */
    int[] of(int node) {
        int[] out = Arrays.copyOfRange(to, start[node], start[node + 1]);
        return out.length < 2 ? out : Arrays.stream(out).distinct().toArray();
    }

    /** All that can be reached, the node itself included; arrows in a ring do no harm. */
    BitSet reach(int node) {
        var seen = new BitSet();
        int[] stack = new int[16];
        int depth = 0;
        stack[depth++] = node;
        seen.set(node);
        while (depth > 0) {
            int at = stack[--depth];
            for (int i = start[at]; i < start[at + 1]; i++) {
                if (!seen.get(to[i])) {
                    seen.set(to[i]);
                    if (depth == stack.length) {
                        stack = Arrays.copyOf(stack, depth * 2);
                    }
                    stack[depth++] = to[i];
                }
            }
        }
        return seen;
    }

    long weight() {
        return 4L * start.length + 4L * to.length;
    }
}
