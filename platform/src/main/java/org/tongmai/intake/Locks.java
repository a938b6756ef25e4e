package org.tongmai.intake;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One at a time for the same name; different names rarely meet. Several are taken in one order, so that no two wait for each other. */
final class Locks {

    private static final int STRIPES = 1_024;

    private final ReentrantLock[] stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

    <T> T one(String name, Supplier<T> work) {
        return all(List.of(name), work);
    }

    <T> T all(List<String> names, Supplier<T> work) {
        int[] taken = names.stream()
                .mapToInt(name -> Math.floorMod(name.hashCode(), STRIPES))
                .distinct()
                .sorted()
                .toArray();
        for (int stripe : taken) {
            stripes[stripe].lock();
        }
        try {
            return work.get();
        } finally {
            for (int stripe : taken) {
                stripes[stripe].unlock();
            }
        }
    }
}
