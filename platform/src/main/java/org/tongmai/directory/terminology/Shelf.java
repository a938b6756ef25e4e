package org.tongmai.directory.terminology;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What was made lately, kept until others need its room; a thing heavier than the shelf is made and not kept. */
final class Shelf<K, V> {

    private record Kept<V>(V value, long weight) {}

    private final long weightMax;
    private final ToLongFunction<V> weigh;
    private final Map<K, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<K, Object> making = new HashMap<>();
    private long weight;

    Shelf(long weightMax, ToLongFunction<V> weigh) {
        this.weightMax = weightMax;
        this.weigh = weigh;
    }

    /** The thing under this key, made where it is not there; two that ask at once wait for one maker. */
    V get(K key, Function<K, V> maker) {
        Object lock;
        synchronized (this) {
            Kept<V> found = kept.get(key);
            if (found != null) {
                return found.value;
            }
            lock = making.computeIfAbsent(key, k -> new Object());
        }
        synchronized (lock) {
            synchronized (this) {
                Kept<V> found = kept.get(key);
                if (found != null) {
                    return found.value;
                }
            }
            try {
                V made = maker.apply(key);
                keep(key, made);
                return made;
            } finally {
                synchronized (this) {
                    making.remove(key);
                }
            }
        }
    }

    /** What is there now; null where it is not. */
    synchronized @Nullable V find(K key) {
        Kept<V> found = kept.get(key);
        return found == null ? null : found.value;
    }

    synchronized void keep(K key, V made) {
        if (kept.containsKey(key)) {
            return;
        }
        long heavy = weigh.applyAsLong(made);
        if (heavy > weightMax) {
            return;
        }
        kept.put(key, new Kept<>(made, heavy));
        weight += heavy;
        var oldest = kept.values().iterator();
        while (weight > weightMax) {
            weight -= oldest.next().weight;
            oldest.remove();
        }
    }

    /** Another shelf with those things of this one that pass. */
    synchronized Shelf<K, V> only(Predicate<V> wanted) {
        var other = new Shelf<K, V>(weightMax, weigh);
        kept.forEach((key, each) -> {
            if (wanted.test(each.value)) {
                other.keep(key, each.value);
            }
        });
        return other;
    }

    /** Sum of the weights of what is kept. */
    synchronized long weight() {
        return weight;
    }
}
