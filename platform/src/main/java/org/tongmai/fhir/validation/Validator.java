package org.tongmai.fhir.validation;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Store;

/**
 * Validates resources against FHIR R4 and the profiles of the store's directory.
 *
 * <p>The validator is built at the first question and given up again when memory runs short. At most {@value #TOGETHER_MAX}
 * resources are validated at a time. A caller waits {@value #SECONDS_MAX} s for its answer; nothing stops a validation that takes
 * longer, and it holds its place until it has ended.
 */
public final class Validator {

    private static final int TOGETHER_MAX = 2;
    private static final int WAIT_SECONDS_MAX = 20;
    private static final int SECONDS_MAX = 30;

    /** Reading the definitions takes some seconds of processor time, once. */
    private static final int LOADING_SECONDS_MAX = 120;

    /** The validator recurses along the resource; a request's thread has less. */
    private static final long STACK_BYTES = 8L << 20;

    private final Store store;
    private final Terminology terminology;
    private final Semaphore slots = new Semaphore(TOGETHER_MAX, true);
    private SoftReference<Engine> kept = new SoftReference<>(null);

    public Validator(Store store, Terminology terminology) {
        this.store = store;
        this.terminology = terminology;
    }

    /**
     * What is wrong with a resource; empty where nothing is.
     *
     * @param json the resource
     * @param profiles canonical URLs beside those that the resource names itself
     * @throws Problem {@code fhir.validation-busy}, {@code fhir.validation-too-long}
     */
    public List<Finding> validate(String json, List<String> profiles) {
        acquire();
        var loaded = new CompletableFuture<Engine>();
        var findings = new CompletableFuture<List<Finding>>();
        Runnable work = () -> {
            try {
                Engine engine = engine();
                loaded.complete(engine);
                findings.complete(engine.validate(json, profiles));
            } catch (Throwable e) { // whatever it is, the caller waits for an answer
                loaded.completeExceptionally(e);
                findings.completeExceptionally(e);
            } finally {
                slots.release();
            }
        };
        var thread = new Thread(null, work, "validation", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        await(loaded, LOADING_SECONDS_MAX);
        return await(findings, SECONDS_MAX);
    }

    private static <T> T await(CompletableFuture<T> future, int seconds) {
        try {
            return future.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "fhir.validation-too-long",
                    "The validation takes longer than " + seconds + " s.",
                    "Large Bundles and deep profiles take their time; the first validation loads the definitions.",
                    "Validate the entries one by one, or try again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void acquire() {
        try {
            if (!slots.tryAcquire(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    private synchronized Engine engine() {
        @Nullable Engine engine = kept.get();
        if (engine == null) {
            engine = new Engine(store, terminology);
            engine.validate("{\"resourceType\":\"Basic\",\"code\":{\"text\":\"first\"}}", List.of());
            kept = new SoftReference<>(engine);
        }
        return engine;
    }

    private static Problem busy() {
        return new Problem(
                Problem.Kind.BUSY,
                "fhir.validation-busy",
                "Too many resources are being validated.",
                "At most " + TOGETHER_MAX + " are validated at a time.",
                "Send it again after some seconds.");
    }
}
