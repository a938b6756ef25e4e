package org.tongmai.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tongmai.access.LogStore.Tile;
import org.tongmai.kernel.merkle.Edge;
import org.tongmai.kernel.merkle.Span;
import org.tongmai.kernel.merkle.TreeHash;

/**
 * The tree of the log as it is stored: of every fifth level, in tiles of 32 neighbours. Any hash of the tree is computed from
 * one tile, so a proof reads one tile for each five levels.
 */
final class Tiles {

    /** Levels from one stored level to the next. */
    static final int STEP = 5;

    /** Hashes in a tile. */
    static final int WIDTH = 1 << STEP;

    private Tiles() {}

    /** Adds what a growing tree completes to the tiles. */
    static final class Growing implements Edge.Completed {
        private final LogStore store;
        private final Map<Tile, byte[]> tiles = new LinkedHashMap<>();

        Growing(LogStore store) {
            this.store = store;
        }

        @Override
        public void node(int level, long number, byte[] hash) {
            if (level % STEP != 0) {
                return;
            }
            Tile tile = new Tile(level / STEP, number >> STEP);
            int at = (int) (number & WIDTH - 1) * TreeHash.BYTES;
            byte[] before = tiles.computeIfAbsent(tile, each -> at == 0 ? new byte[0] : stored(each));
            byte[] after = Arrays.copyOf(before, at + TreeHash.BYTES);
            System.arraycopy(hash, 0, after, at, TreeHash.BYTES);
            tiles.put(tile, after);
        }

        /** Stores what was added since the last time. */
        void flush() {
            if (!tiles.isEmpty()) {
                store.put(tiles);
                tiles.clear();
            }
        }

        private byte[] stored(Tile tile) {
            return store.tiles(Set.of(tile)).getOrDefault(tile, new byte[0]);
        }
    }

    /** Reads what these parts of the tree need, in one go. */
    static Span.Nodes reading(LogStore store, TreeHash hash, Collection<Span> parts) {
        Set<Tile> wanted = new HashSet<>();
        for (Span part : parts) {
            for (Span.Node node : part.nodes()) {
                wanted.add(tile(node));
            }
        }
        Map<Tile, byte[]> tiles = wanted.isEmpty() ? Map.of() : store.tiles(wanted);
        Map<Span.Node, byte[]> known = new HashMap<>();
        return node -> {
            byte[] there = known.get(node);
            if (there == null) {
                there = computed(hash, tiles, node);
                known.put(node, there);
            }
            return there;
        };
    }

    private static Tile tile(Span.Node node) {
        int above = node.level() % STEP;
        return new Tile(node.level() / STEP, node.number() << above >> STEP);
    }

    private static byte[] computed(TreeHash hash, Map<Tile, byte[]> tiles, Span.Node node) {
        int above = node.level() % STEP;
        int from = (int) ((node.number() << above) & WIDTH - 1) * TreeHash.BYTES;
        int count = 1 << above;
        byte[] tile = tiles.getOrDefault(tile(node), new byte[0]);
        if (tile.length < from + count * TreeHash.BYTES) {
            throw LogBroken.at(node.number() << node.level());
        }
        Edge edge = new Edge(hash);
        for (int i = 0; i < count; i++) {
            edge.append(Arrays.copyOfRange(tile, from + i * TreeHash.BYTES, from + (i + 1) * TreeHash.BYTES));
        }
        return edge.root();
    }
}
