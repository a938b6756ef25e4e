package org.tongmai.directory.terminology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a value set contains, worked out.
 *
 * @param parts the codes that can be listed; no code is in two of them
 * @param open grammars all of whose codes belong
 * @param unknown code systems whose codes would belong and that are not known here
 */
record Members(List<Part> parts, List<Open> open, Set<Canonical> unknown) {

    /** Bytes for one code in the order of a part. */
    private static final int BYTES_EACH = 5;

    /** All codes of a grammar that are in each of {@code within} and in none of {@code without}. */
    record Open(OpenSystem system, List<Members> within, List<Members> without) {
        boolean contains(String code) {
            return system.contains(code)
                    && within.stream().allMatch(each -> each.has(system.url(), code))
                    && without.stream().noneMatch(each -> each.has(system.url(), code));
        }
    }

    /** The part that has a code; null where none has. */
    @Nullable
    Part part(String system, @Nullable String version, String code) {
        for (Part part : parts) {
            if (part.system().url().equals(system)
                    && (version == null
                            || part.system().version() == null
                            || version.equals(part.system().version()))
                    && part.contains(code)) {
                return part;
            }
        }
        return null;
    }

    boolean has(String system, String code) {
        return part(system, null, code) != null
                || open.stream().anyMatch(each -> each.system().url().equals(system) && each.contains(code));
    }

    /** True where a grammar's codes belong without being listed. */
    boolean opens(OpenSystem system) {
        return open.stream().anyMatch(each -> each.system() == system);
    }

    /** True where the code systems that are not known could hold codes of this one. */
    boolean mayHave(String system) {
        return unknown.stream().anyMatch(each -> each.url().equals(system));
    }

    /** The systems of all parts in which a code stands, however it is meant. */
    List<String> systemsOf(String code) {
        var out = new ArrayList<String>();
        parts.stream()
                .filter(part -> part.contains(code))
                .forEach(part -> out.add(part.system().url()));
        open.stream()
                .filter(each -> each.contains(code))
                .forEach(each -> out.add(each.system().url()));
        return out;
    }

    long size() {
        return parts.stream().mapToLong(part -> part.members().cardinality()).sum();
    }

    long weight() {
        long bytes = 1_000;
        for (Part part : parts) {
            int[] order = part.order();
            bytes += part.members().size() / 8
                    + (order == null ? 0 : (long) order.length * BYTES_EACH)
                    + part.own().size() * 500L;
        }
        return bytes;
    }

    /** What of a part is in here, too. */
    void retain(Part part) {
        BitSet keep = new BitSet();
        for (Part own : parts) {
            if (own.system().table() == part.system().table()) {
                keep.or(own.members());
            }
        }
        part.members().stream()
                .filter(concept -> !keep.get(concept)
                        && !has(part.system().url(), part.system().table().code(concept)))
                .forEach(part.members()::clear);
    }
}
