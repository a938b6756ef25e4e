package org.tongmai.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.crypto.InternationalSuite;

/** The root over chunks is that of RFC 6962, and tells each change. */
class ChunkTreeTest {

    @Test
    void the_root_is_the_hash_of_the_left_and_right_parts_split_as_rfc_6962_says() {
        List<byte[]> chunks = new ArrayList<>();
        ChunkTree tree = new ChunkTree(InternationalSuite.INSTANCE);
        for (int i = 0; i < 23; i++) {
            byte[] chunk = ("chunk " + i).getBytes(StandardCharsets.UTF_8);
            chunks.add(chunk);
            tree.add(chunk);
            assertThat(tree.root()).isEqualTo(Jws.encode(root(chunks)));
        }
        assertThat(tree.count()).isEqualTo(23);
    }

    @Test
    void a_changed_a_missing_and_a_swapped_chunk_change_the_root() {
        assertThat(root("a", "b", "c"))
                .isNotEqualTo(root("a", "x", "c"))
                .isNotEqualTo(root("a", "b"))
                .isNotEqualTo(root("b", "a", "c"));
    }

    private static String root(String... chunks) {
        ChunkTree tree = new ChunkTree(InternationalSuite.INSTANCE);
        for (String chunk : chunks) {
            tree.add(chunk.getBytes(StandardCharsets.UTF_8));
        }
        return tree.root();
    }

    /** MTH of RFC 6962, 2.1, as it is written there. */
    private static byte[] root(List<byte[]> chunks) {
        if (chunks.size() == 1) {
            return hash((byte) 0, chunks.getFirst(), new byte[0]);
        }
        int k = Integer.highestOneBit(chunks.size() - 1);
        return hash((byte) 1, root(chunks.subList(0, k)), root(chunks.subList(k, chunks.size())));
    }

    private static byte[] hash(byte prefix, byte[] one, byte[] other) {
        byte[] all = new byte[1 + one.length + other.length];
        all[0] = prefix;
        System.arraycopy(one, 0, all, 1, one.length);
        System.arraycopy(other, 0, all, 1 + one.length, other.length);
        return InternationalSuite.INSTANCE.digest(all);
    }
}
