package org.tongmai.kernel.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.crypto.InternationalSuite;

/** The trees and proofs that the Certificate Transparency project publishes with its logs. */
class PublishedVectorsTest {

    private static final TreeHash HASH = new TreeHash(InternationalSuite.INSTANCE);

    private static final List<byte[]> LEAVES = Stream.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(entry -> HASH.leaf(bytes(entry)))
            .toList();

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void every_tree_has_the_root_that_was_published() {
        Edge edge = new Edge(HASH);
        for (int size = 0; size <= LEAVES.size(); size++) {
            assertThat(HexFormat.of().formatHex(edge.root())).as("size " + size).isEqualTo(ROOTS.get(size));
            if (size < LEAVES.size()) {
                edge.append(LEAVES.get(size));
            }
        }
    }

    @Test
    void the_first_of_eight_entries_is_included_by_the_path_that_was_published() {
        included(
                0,
                8,
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    }

    @Test
    void the_sixth_of_eight_entries_is_included_by_the_path_that_was_published() {
        included(
                5,
                8,
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    @Test
    void eight_entries_continue_two_by_the_path_that_was_published() {
        consistent(
                2,
                8,
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    }

    @Test
    void eight_entries_continue_six_by_the_path_that_was_published() {
        consistent(
                6,
                8,
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    @Test
    void five_entries_continue_two_by_the_path_that_was_published() {
        consistent(
                2,
                5,
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
    }

    private static void included(int place, int size, String... published) {
        List<byte[]> path = Proofs.hashes(HASH, Proofs.inclusion(place, size), PublishedVectorsTest::node);

        assertThat(path.stream().map(HexFormat.of()::formatHex)).containsExactly(published);
        assertThat(Proofs.included(HASH, LEAVES.get(place), place, size, path, bytes(ROOTS.get(size))))
                .isTrue();
    }

    private static void consistent(int first, int second, String... published) {
        List<byte[]> path = Proofs.hashes(HASH, Proofs.consistency(first, second), PublishedVectorsTest::node);

        assertThat(path.stream().map(HexFormat.of()::formatHex)).containsExactly(published);
        assertThat(Proofs.consistent(HASH, first, bytes(ROOTS.get(first)), second, bytes(ROOTS.get(second)), path))
                .isTrue();
    }

    private static byte[] node(Span.Node node) {
        return ByDefinition.node(HASH, LEAVES, node);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
