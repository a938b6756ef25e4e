package org.tongmai.access.receipt;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.merkle.Edge;
import org.tongmai.kernel.merkle.TreeHash;

/**
 * An exported log: the hash of each entry on a line of its own, in their order, and each signed head after the entries it
 * speaks of. For one thread until {@link #roots} was called.
 */
public final class LogFile {

    private static final int FIRST = 1 << 16;

    private byte[] leaves = new byte[FIRST * TreeHash.BYTES];
    private int size;
    private final List<String> heads = new ArrayList<>();
    private @Nullable Map<String, Long> places;

    private LogFile() {}

    /** Reads it; of what the lines say nothing is believed yet. */
    public static LogFile read(BufferedReader lines) throws IOException, Unreadable {
        LogFile log = new LogFile();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.indexOf('.') >= 0) {
                log.heads.add(line);
            } else if (!line.isEmpty()) {
                log.add(Encoded.bytes(line, TreeHash.BYTES));
            }
        }
        return log;
    }

    /** A line of the file for an entry. */
    public static String line(byte[] leaf) {
        return Encoded.text(leaf);
    }

    /** Entries. */
    public int size() {
        return size;
    }

    /** Texts of the heads, as they stand in the file. */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    /** The root that the entries come to at each of these sizes; sizes beyond the file are left out. */
    NavigableMap<Long, byte[]> roots(TreeHash hash, Iterable<Long> sizes) {
        NavigableMap<Long, byte[]> roots = new TreeMap<>();
        for (long wanted : sizes) {
            if (wanted <= size) {
                roots.put(wanted, new byte[0]);
            }
        }
        Edge edge = new Edge(hash);
        roots.computeIfPresent(0L, (none, root) -> edge.root());
        for (int place = 0; place < size; place++) {
            edge.append(leaf(place));
            roots.computeIfPresent(edge.size(), (reached, root) -> edge.root());
        }
        return roots;
    }

    boolean has(long place, byte[] leaf) {
        int at = (int) place * TreeHash.BYTES;
        return place < size && Arrays.equals(leaves, at, at + TreeHash.BYTES, leaf, 0, TreeHash.BYTES);
    }

    /** Where an entry stands; asked only once something is wrong. */
    synchronized OptionalLong find(byte[] leaf) {
        Map<String, Long> known = places;
        if (known == null) {
            known = new HashMap<>();
            for (int place = 0; place < size; place++) {
                known.put(Encoded.text(leaf(place)), (long) place);
            }
            places = known;
        }
        Long place = known.get(Encoded.text(leaf));
        return place == null ? OptionalLong.empty() : OptionalLong.of(place);
    }

    private byte[] leaf(int place) {
        return Arrays.copyOfRange(leaves, place * TreeHash.BYTES, (place + 1) * TreeHash.BYTES);
    }

    private void add(byte[] leaf) throws Unreadable {
        if (leaves.length == size * TreeHash.BYTES) {
            if (size > Integer.MAX_VALUE / (4 * TreeHash.BYTES)) {
                throw new Unreadable("日志过大", "the log has more entries than can be verified in one go");
            }
            leaves = Arrays.copyOf(leaves, 2 * leaves.length);
        }
        System.arraycopy(leaf, 0, leaves, size * TreeHash.BYTES, TreeHash.BYTES);
        size++;
    }
}
