package org.tongmai.fhir.subscription;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Fact;
import org.tongmai.store.Matcher;
import org.tongmai.store.ResourceKey;

/**
 * Which subscriptions a change may concern: by type, by whose record it is, and by the index keys of one criterion of each. So a
 * change is asked of the few subscriptions that could match, however many there are.
 */
final class Index {

    /** Whoever sees everything. */
    private static final String ALL = "*";

    /** An active subscription. */
    record Entry(Registered registered, Plan plan) {
        String id() {
            return registered.id();
        }
    }

    /** Subscriptions of one owner to one type. */
    private static final class Bucket {
        private final Map<Long, Map<String, Entry>> keyed = new HashMap<>();
        private final Map<String, Entry> open = new LinkedHashMap<>();

        void candidates(Matcher.Probe probe, Map<String, Entry> out) {
            out.putAll(open);
            for (long key : probe.keys()) {
                Map<String, Entry> found = keyed.get(key);
                if (found != null) {
                    out.putAll(found);
                }
            }
        }
    }

    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Map<String, Bucket>> buckets = new HashMap<>();

    /** How many subscriptions there are to each type; asked at each look into the feed, so it is not counted then. */
    private final Map<String, Integer> types = new HashMap<>();

    /** Takes up a subscription, or what has become of it. */
    synchronized void put(Entry entry) {
        remove(entry.id());
        entries.put(entry.id(), entry);
        types.merge(entry.plan().type(), 1, Integer::sum);
        Bucket bucket = bucket(entry);
        Set<Long> keys = keys(entry.plan());
        if (keys == null) {
            bucket.open.put(entry.id(), entry);
        } else {
            keys.forEach(key -> bucket.keyed
                    .computeIfAbsent(key, each -> new LinkedHashMap<>())
                    .put(entry.id(), entry));
        }
    }

    synchronized void remove(String id) {
        Entry entry = entries.remove(id);
        if (entry == null) {
            return;
        }
        types.computeIfPresent(entry.plan().type(), (type, count) -> count == 1 ? null : count - 1);
        Bucket bucket = bucket(entry);
        bucket.open.remove(id);
        Set<Long> keys = keys(entry.plan());
        if (keys != null) {
            for (Long key : keys) {
                Map<String, Entry> found = bucket.keyed.get(key);
                if (found != null && found.remove(id) != null && found.isEmpty()) {
                    bucket.keyed.remove(key);
                }
            }
        }
    }

    /** The types that somebody subscribes to. */
    synchronized Set<String> types() {
        return Set.copyOf(types.keySet());
    }

    /** The subscriptions that may be concerned, each once; their own tests decide. A deletion has no keys, so it concerns all. */
    synchronized List<Entry> candidates(Matcher.Probe probe, @Nullable String source) {
        Fact fact = probe.fact();
        Map<String, Bucket> owners = buckets.getOrDefault(fact.type(), Map.of());
        var out = new LinkedHashMap<String, Entry>();
        boolean everybody = fact.key().compartment() == ResourceKey.DIRECTORY;
        owners.forEach((owner, bucket) -> {
            if (everybody || owner.equals(ALL) || owner.equals(source)) {
                if (fact.deleted()) {
                    out.putAll(bucket.open);
                    bucket.keyed.values().forEach(out::putAll);
                } else {
                    bucket.candidates(probe, out);
                }
            }
        });
        return new ArrayList<>(out.values());
    }

    private Bucket bucket(Entry entry) {
        String owner = entry.registered().institution();
        return buckets.computeIfAbsent(entry.plan().type(), type -> new HashMap<>())
                .computeIfAbsent(owner == null ? ALL : owner, each -> new Bucket());
    }

    /** The fewest keys that any of its conditions tells; null where none does. */
    private static @Nullable Set<Long> keys(Plan plan) {
        Set<Long> fewest = plan.now() == null ? null : plan.now().keys();
        for (Matcher filter : plan.filters()) {
            Set<Long> keys = filter.keys();
            if (keys != null && (fewest == null || keys.size() < fewest.size())) {
                fewest = keys;
            }
        }
        return fewest;
    }
}
