package org.tongmai.person;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tongmai.person.match.BlockingKeys;

/** The registrations that share a blocking key, during one change of the index. */
final class Blocks {

    private final IdentityStore identities;
    private final Map<Long, Set<Long>> keys = new HashMap<>();
    private final Map<Long, List<Long>> read = new HashMap<>();

    Blocks(IdentityStore identities) {
        this.identities = identities;
    }

    /**
     * Brings the keys of registrations up to date.
     *
     * @param fresh the keys of those that are new or changed
     * @param gone those that are no more
     * @return those whose block just came within or beyond the bound
     */
    Set<Long> change(Map<Long, Set<Long>> fresh, Collection<Long> gone, Map<Long, IdentityStore.Known> known) {
        var removed = new IdentityStore.Keyed();
        var added = new IdentityStore.Keyed();
        var growth = new HashMap<Long, Integer>();
        var changed = new HashSet<>(fresh.keySet());
        changed.addAll(gone);
        for (Long compartment : changed) {
            IdentityStore.Known before = known.get(compartment);
            Set<Long> old = before == null ? Set.of() : before.keys();
            Set<Long> now = fresh.getOrDefault(compartment, Set.of());
            keys.put(compartment, now);
            old.stream().filter(key -> !now.contains(key)).forEach(key -> {
                removed.add(key, compartment);
                growth.merge(key, -1, Integer::sum);
            });
            now.stream().filter(key -> !old.contains(key)).forEach(key -> {
                added.add(key, compartment);
                growth.merge(key, 1, Integer::sum);
            });
        }
        identities.removeKeys(removed);
        identities.addKeys(added);
        read(
                growth.keySet(),
                Math.max(
                        1,
                        growth.values().stream()
                                .mapToInt(Integer::intValue)
                                .max()
                                .orElse(1)));
        var crossed = new HashSet<Long>();
        growth.forEach((key, more) -> {
            List<Long> members = read.getOrDefault(key, List.of());
            if (usable(members.size()) != usable(members.size() - more)) {
                crossed.addAll(members);
            }
        });
        return crossed;
    }

    /** The pairs of these with all who share a key with them whose block is within the bound. */
    Set<LinkStore.Pair> candidates(Collection<Long> dirty) {
        List<Long> unread = dirty.stream().filter(one -> !keys.containsKey(one)).toList();
        if (!unread.isEmpty()) {
            identities.known(unread).forEach((compartment, known) -> keys.put(compartment, known.keys()));
        }
        var missing = new HashSet<Long>();
        dirty.forEach(one -> missing.addAll(keys.getOrDefault(one, Set.of())));
        missing.removeAll(read.keySet());
        read(missing, 1);
        var candidates = new LinkedHashSet<LinkStore.Pair>();
        for (Long one : dirty) {
            for (Long key : keys.getOrDefault(one, Set.of())) {
                List<Long> members = read.getOrDefault(key, List.of());
                if (usable(members.size())) {
                    members.stream()
                            .filter(other -> !other.equals(one))
                            .forEach(other ->
                                    candidates.add(new LinkStore.Pair(Math.min(one, other), Math.max(one, other))));
                }
            }
        }
        return candidates;
    }

    /** @param more how far beyond the bound a block is counted */
    private void read(Collection<Long> wanted, int more) {
        if (!wanted.isEmpty()) {
            wanted.forEach(key -> read.put(key, new ArrayList<>()));
            read.putAll(identities.blocks(wanted, BlockingKeys.BLOCK_MOST + more + 1));
        }
    }

    private static boolean usable(int size) {
        return size <= BlockingKeys.BLOCK_MOST;
    }
}
