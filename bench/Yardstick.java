import java.lang.management.ManagementFactory;
import java.util.Random;

/**
 * A fixed piece of work: a walk through four megabytes in random order.
 *
 * <p>Where other work shares the processor's caches and threads, the same instructions take more processor time. Figures whose
 * yardsticks differ can be compared by dividing each by its own.
 */
final class Yardstick {

    private static final int PLACES = 1 << 20;
    private static final int STEPS = 200_000;

    /** How often it is walked before it counts, so that it is compiled. */
    private static final int WARM = 50;

    private static final int[] NEXT = cycle();

    static {
        for (int i = 0; i < WARM; i++) {
            walk();
        }
    }

    private Yardstick() {}

    /** Processor time of one walk by this thread. */
    static long nanos() {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int end = walk();
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        return end < 0 ? 0 : took;
    }

    private static int walk() {
        int at = 0;
        for (int i = 0; i < STEPS; i++) {
            at = NEXT[at];
        }
        return at;
    }

    /** One cycle through all places (Sattolo's algorithm), always the same. */
    private static int[] cycle() {
        int[] next = new int[PLACES];
        for (int i = 0; i < PLACES; i++) {
            next[i] = i;
        }
        var random = new Random(1);
        for (int i = PLACES - 1; i > 0; i--) {
            int j = random.nextInt(i);
            int place = next[i];
            next[i] = next[j];
            next[j] = place;
        }
        return next;
    }
}
