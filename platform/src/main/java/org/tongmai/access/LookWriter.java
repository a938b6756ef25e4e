package org.tongmai.access;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Batching;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Problem;

/** Writes looks so that many at once share one commit. Each caller waits for its own look to be durable. */
final class LookWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LookWriter.class);

    /** Looks that wait; beyond, the caller is told that the server is busy. */
    private static final int WAITING = 8_192;

    private final Batching<LookStore.Entry, Boolean> batches;

    LookWriter(LookStore store) {
        this.batches = new Batching<>("look-writer", LookStore.BATCH, WAITING, Duration.ZERO, store::record);
    }

    /**
     * Returns when the look is durable.
     *
     * @param look one row for each source patient that was looked at
     * @throws Problem {@code access.trace-not-written}: nothing may be shown
     */
    void write(List<Look> look) {
        write(look, null);
    }

    /**
     * The same for a look that uses up a rule for one look, both or neither.
     *
     * @return false where the rule was used up, changed or taken back meanwhile: the look is not written, and nothing may be shown
     */
    boolean write(List<Look> look, @Nullable OneTime once) {
        if (look.isEmpty()) {
            return true;
        }
        try {
            return batches.ask(new LookStore.Entry(look, once), LookWriter::notWritten);
        } catch (Problem busy) {
            throw busy;
        } catch (RuntimeException failure) {
            LOG.error("A look was not written, so nothing was shown: {}", Faults.outline(failure));
            throw notWritten();
        }
    }

    @Override
    public void close() {
        batches.close();
    }

    private static Problem notWritten() {
        return new Problem(
                Problem.Kind.BUSY,
                "access.trace-not-written",
                "The trace of this look could not be written.",
                "Nothing is shown without a trace.",
                "Try again in a moment.");
    }
}
