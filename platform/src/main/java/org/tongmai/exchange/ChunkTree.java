package org.tongmai.exchange;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.tongmai.kernel.crypto.Suite;

/**
 * The Merkle root over the chunks of an answer, worked out as they pass: memory grows with the logarithm of their number.
 * Leaves and nodes are told apart as in RFC 6962.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962, 2.1</a>
 */
final class ChunkTree {

    private final Suite suite;
    private final Deque<Node> nodes = new ArrayDeque<>();
    private long count;

    private record Node(int height, byte[] digest) {}

    ChunkTree(Suite suite) {
        this.suite = suite;
    }

    void add(byte[] chunk) {
        count++;
        Node node = new Node(0, digest((byte) 0, chunk, new byte[0]));
        while (!nodes.isEmpty() && nodes.peek().height() == node.height()) {
            node = joined(nodes.pop(), node);
        }
        nodes.push(node);
    }

    long count() {
        return count;
    }

    /** The root of what was added so far. */
    String root() {
        if (nodes.isEmpty()) {
            return Jws.encode(suite.digest(new byte[0]));
        }
        Deque<Node> left = new ArrayDeque<>(nodes);
        Node node = left.pop();
        while (!left.isEmpty()) {
            node = joined(left.pop(), node);
        }
        return Jws.encode(node.digest());
    }

    private Node joined(Node left, Node right) {
        return new Node(left.height() + 1, digest((byte) 1, left.digest(), right.digest()));
    }

    private byte[] digest(byte prefix, byte[] one, byte[] other) {
        byte[] all = new byte[1 + one.length + other.length];
        all[0] = prefix;
        System.arraycopy(one, 0, all, 1, one.length);
        System.arraycopy(other, 0, all, 1 + one.length, other.length);
        return suite.digest(Arrays.copyOf(all, all.length));
    }
}
