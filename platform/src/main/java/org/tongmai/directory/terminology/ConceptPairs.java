package org.tongmai.directory.terminology;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * The mappings of one ConceptMap, in arrays; found from either end.
 *
 * @see <a href="http://hl7.org/fhir/R4/conceptmap.html">FHIR R4 ConceptMap</a>
 */
final class ConceptPairs {

    private static final int PAIRS_MAX = 2_000_000;

    private final ObjectNode header;
    private final List<Group> groups;

    ConceptPairs(ObjectNode header, List<Group> groups) {
        this.header = header;
        this.groups = List.copyOf(groups);
    }

    /** The resource without its groups. */
    ObjectNode header() {
        return header;
    }

    List<Group> groups() {
        return groups;
    }

    long weight() {
        return 1_000 + groups.stream().mapToLong(Group::weight).sum();
    }

    /** The mappings between two systems. */
    static final class Group {

        /** Members of the group but its elements: source, target, their versions, unmapped. */
        private final ObjectNode header;

        private final int size;
        private final Texts sources;
        private final Texts targets;
        private final Texts more;
        private final byte[] equivalences;
        private final CodeIndex bySource;
        private final CodeIndex byTarget;
        private final int[] nextOfSource;
        private final int[] nextOfTarget;

        private Group(Builder builder, ObjectNode header) {
            this.header = header;
            this.size = builder.size;
            this.sources = builder.sources;
            this.targets = builder.targets;
            this.more = builder.more;
            sources.trim();
            targets.trim();
            more.trim();
            this.equivalences = java.util.Arrays.copyOf(builder.equivalences, size);
            this.bySource = new CodeIndex(sources, size, true);
            this.byTarget = new CodeIndex(targets, size, true);
            this.nextOfSource = chain(bySource, sources);
            this.nextOfTarget = chain(byTarget, targets);
        }

        /** Pairs with the same end form a chain that begins at the pair the index finds. */
        private int[] chain(CodeIndex index, Texts ends) {
            var next = new int[size];
            var last = new int[size];
            java.util.Arrays.fill(next, -1);
            for (int pair = 0; pair < size; pair++) {
                String end = ends.get(pair);
                int first = end == null ? -1 : index.find(end);
                last[pair] = pair;
                if (first >= 0 && first != pair) {
                    next[last[first]] = pair;
                    last[first] = pair;
                }
            }
            return next;
        }

        ObjectNode header() {
            return header;
        }

        @Nullable
        String text(String member) {
            return Coding.text(header, member);
        }

        /** The pairs that begin at a code, or with {@code reverse} that end there. */
        List<Pair> of(String code, boolean reverse) {
            var out = new ArrayList<Pair>();
            int[] next = reverse ? nextOfTarget : nextOfSource;
            for (int pair = (reverse ? byTarget : bySource).find(code); pair >= 0; pair = next[pair]) {
                out.add(new Pair(
                        String.valueOf(sources.get(pair)),
                        targets.get(pair),
                        Equivalence.values()[equivalences[pair]],
                        more.has(pair) ? Json.read(more.bytes(pair)) : Json.object()));
            }
            return out;
        }

        int size() {
            return size;
        }

        long weight() {
            return sources.weight()
                    + targets.weight()
                    + more.weight()
                    + bySource.weight()
                    + byTarget.weight()
                    + 9L * size;
        }
    }

    /**
     * One mapping.
     *
     * @param target null where the code is said to have none
     * @param more displays, comment, dependsOn and product
     */
    record Pair(String source, @Nullable String target, Equivalence equivalence, ObjectNode more) {}

    /** Takes the pairs of one group. */
    static final class Builder {
        private int size;
        private final Texts sources = new Texts();
        private final Texts targets = new Texts();
        private final Texts more = new Texts();
        private byte[] equivalences = new byte[64];

        void add(String source, @Nullable String target, Equivalence equivalence, ObjectNode rest) {
            if (size == PAIRS_MAX) {
                throw Refusals.malformed("A group of a concept map has at most " + PAIRS_MAX + " mappings here.");
            }
            if (size == equivalences.length) {
                equivalences = java.util.Arrays.copyOf(equivalences, size * 2);
            }
            sources.put(size, source);
            if (target != null) {
                targets.put(size, target);
            }
            if (!rest.isEmpty()) {
                more.put(size, Json.bytes(rest));
            }
            equivalences[size++] = (byte) equivalence.ordinal();
        }

        Group build(ObjectNode header) {
            return new Group(this, header);
        }
    }
}
