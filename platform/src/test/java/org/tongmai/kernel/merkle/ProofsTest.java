package org.tongmai.kernel.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.crypto.Suite;

/** What holds for every tree, of either digest. */
class ProofsTest {

    /** Every shape of the first six levels. */
    private static final int LARGEST = 70;

    private final Random random = new Random(7);

    private static TreeHash hash(String suite) {
        return new TreeHash(Suite.of(suite).orElseThrow());
    }

    private static List<byte[]> leaves(TreeHash hash, int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> hash.leaf(("entry " + i).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"national", "international"})
    void the_edge_comes_to_the_root_of_the_definition_however_it_was_carried_over(String suite) {
        TreeHash hash = hash(suite);
        List<byte[]> leaves = leaves(hash, LARGEST);
        Edge edge = new Edge(hash);
        Map<Span.Node, byte[]> complete = new HashMap<>();
        for (int size = 0; size < LARGEST; size++) {
            assertThat(edge.root()).isEqualTo(ByDefinition.root(hash, leaves.subList(0, size)));
            edge = Edge.of(hash, size, edge.bytes());
            edge.append(leaves.get(size), (level, number, node) -> complete.put(new Span.Node(level, number), node));
        }

        complete.forEach((node, found) -> assertThat(found).isEqualTo(ByDefinition.node(hash, leaves, node)));
        assertThat(complete).hasSize(70 + 35 + 17 + 8 + 4 + 2 + 1);
        assertThatThrownBy(() -> Edge.of(hash, 3, new byte[32])).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"national", "international"})
    void every_entry_of_every_tree_is_included_where_it_stands_and_nowhere_else(String suite) {
        TreeHash hash = hash(suite);
        List<byte[]> leaves = leaves(hash, LARGEST);
        Memory memory = new Memory(hash);
        for (int size = 1; size <= LARGEST; size++) {
            byte[] root = ByDefinition.root(hash, leaves.subList(0, size));
            for (int place = 0; place < size; place++) {
                List<byte[]> path = path(hash, leaves, Proofs.inclusion(place, size));
                byte[] leaf = leaves.get(place);

                assertThat(Proofs.included(hash, leaf, place, size, path, root)).isTrue();
                assertThat(Proofs.root(memory, leaf, place, size, path)).contains(root);
                for (int other = 0; other < size; other++) {
                    assertThat(Proofs.included(hash, leaf, other, size, path, root))
                            .isEqualTo(other == place);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"national", "international"})
    void one_flipped_bit_anywhere_in_a_proof_of_inclusion_fails(String suite) {
        TreeHash hash = hash(suite);
        List<byte[]> leaves = leaves(hash, LARGEST);
        for (int size : List.of(1, 2, 3, 7, 8, 33, LARGEST)) {
            byte[] root = ByDefinition.root(hash, leaves.subList(0, size));
            int place = random.nextInt(size);
            List<byte[]> path = path(hash, leaves, Proofs.inclusion(place, size));
            Memory memory = new Memory(hash);
            assertThat(Proofs.root(memory, leaves.get(place), place, size, path))
                    .contains(root);
            for (int at = -1; at < path.size(); at++) {
                for (int bit = 0; bit < TreeHash.BYTES * Byte.SIZE; bit++) {
                    List<byte[]> changed = new ArrayList<>(path);
                    byte[] leaf = leaves.get(place);
                    if (at < 0) {
                        leaf = flipped(leaf, bit);
                    } else {
                        changed.set(at, flipped(path.get(at), bit));
                    }

                    assertThat(Proofs.included(hash, leaf, place, size, changed, root))
                            .isFalse();
                    assertThat(Proofs.root(memory, leaf, place, size, changed).orElseThrow())
                            .isNotEqualTo(root);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"national", "international"})
    void every_tree_continues_every_smaller_one_and_no_other(String suite) {
        TreeHash hash = hash(suite);
        List<byte[]> leaves = leaves(hash, LARGEST);
        List<byte[]> roots = IntStream.rangeClosed(0, LARGEST)
                .mapToObj(size -> ByDefinition.root(hash, leaves.subList(0, size)))
                .toList();
        for (int second = 0; second <= LARGEST; second++) {
            for (int first = 0; first <= second; first++) {
                List<byte[]> path = path(hash, leaves, Proofs.consistency(first, second));

                assertThat(Proofs.consistent(hash, first, roots.get(first), second, roots.get(second), path))
                        .as(first + " to " + second)
                        .isTrue();
                if (first > 0) {
                    byte[] another = flipped(roots.get(first), random.nextInt(256));
                    assertThat(Proofs.consistent(hash, first, another, second, roots.get(second), path))
                            .isFalse();
                    assertThat(Proofs.consistent(
                                    hash,
                                    first,
                                    roots.get(first),
                                    second,
                                    flipped(roots.get(second), random.nextInt(256)),
                                    path))
                            .isFalse();
                }
                for (int at = 0; at < path.size(); at++) {
                    List<byte[]> changed = new ArrayList<>(path);
                    changed.set(at, flipped(path.get(at), random.nextInt(256)));
                    assertThat(Proofs.consistent(hash, first, roots.get(first), second, roots.get(second), changed))
                            .isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"national", "international"})
    void a_tree_from_which_an_entry_was_removed_or_moved_continues_none_that_had_it(String suite) {
        TreeHash hash = hash(suite);
        List<byte[]> leaves = leaves(hash, LARGEST);
        for (int run = 0; run < 300; run++) {
            int first = 2 + random.nextInt(LARGEST - 3);
            byte[] before = ByDefinition.root(hash, leaves.subList(0, first));
            List<byte[]> rewritten = new ArrayList<>(leaves);
            int victim = random.nextInt(first - 1);
            if (random.nextBoolean()) {
                rewritten.remove(victim);
            } else {
                Collections.swap(rewritten, victim, victim + 1);
            }
            int second = first + random.nextInt(rewritten.size() - first + 1);
            byte[] after = ByDefinition.root(hash, rewritten.subList(0, second));

            List<byte[]> path = path(hash, rewritten, Proofs.consistency(first, second));

            assertThat(Proofs.consistent(hash, first, before, second, after, path))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"national", "international"})
    void a_path_that_is_too_long_or_too_short_is_none(String suite) {
        TreeHash hash = hash(suite);
        List<byte[]> leaves = leaves(hash, 13);
        byte[] root = ByDefinition.root(hash, leaves);
        List<byte[]> path = path(hash, leaves, Proofs.inclusion(12, 13));
        List<byte[]> longer = new ArrayList<>(path);
        longer.add(new byte[TreeHash.BYTES]);

        assertThat(Proofs.included(hash, leaves.get(12), 12, 13, longer, root)).isFalse();
        assertThat(Proofs.included(hash, leaves.get(12), 12, 13, path.subList(1, path.size()), root))
                .isFalse();
        assertThat(Proofs.included(hash, leaves.get(12), 13, 13, path, root)).isFalse();
        assertThat(Proofs.included(hash, leaves.get(12), -1, 13, path, root)).isFalse();
        assertThat(Proofs.included(hash, leaves.get(12), 12, 13, List.of(new byte[3]), root))
                .isFalse();
        assertThat(Proofs.consistent(hash, 13, root, 12, root, path)).isFalse();
        assertThatThrownBy(() -> Proofs.inclusion(13, 13)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proofs.consistency(14, 13)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<byte[]> path(TreeHash hash, List<byte[]> leaves, List<Span> parts) {
        return Proofs.hashes(hash, parts, node -> ByDefinition.node(hash, leaves, node));
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] other = bytes.clone();
        other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return other;
    }
}
