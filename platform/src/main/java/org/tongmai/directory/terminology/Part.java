package org.tongmai.directory.terminology;

import java.util.BitSet;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Some concepts of one code system, in an order.
 *
 * @param order the numbers in order, of which those that are no members are passed over; null for the system's order
 * @param members the numbers that belong to it; changed only while a value set is compiled
 * @param own what the value set says of a concept itself: display and designation
 */
record Part(ListedSystem system, int @Nullable [] order, BitSet members, Map<Integer, JsonNode> own) {

    boolean contains(String code) {
        int concept = system.table().find(code);
        return concept >= 0 && members.get(concept);
    }

    void each(IntConsumer sink) {
        if (order == null) {
            members.stream().forEach(sink);
            return;
        }
        for (int concept : order) {
            if (members.get(concept)) {
                sink.accept(concept);
            }
        }
    }

    Part copy() {
        return new Part(system, order, (BitSet) members.clone(), own);
    }

    /** Takes out those that another part of the same system has. */
    void remove(Part other) {
        if (other.system.table() == system.table()) {
            members.andNot(other.members);
        } else {
            members.stream()
                    .filter(concept -> other.contains(system.table().code(concept)))
                    .forEach(members::clear);
        }
    }
}
