package org.tongmai.cli.load;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** One line on the terminal that says how far a load is, twice a second; erased at the end. */
final class Progress implements AutoCloseable {

    /** What the line says. */
    record State(int files, long bytes, long resources, long refused) {}

    private static final String ERASE = "\r\033[K";

    private static final Duration EVERY = Duration.ofMillis(500);

    private final Thread thread;
    private final PrintWriter err;
    private final int files;

    Progress(PrintWriter err, int files, Supplier<State> state) {
        this.err = err;
        this.files = files;
        this.thread = Thread.ofPlatform().name("progress").daemon().start(() -> run(state));
    }

    private void run(Supplier<State> state) {
        try {
            while (true) {
                Thread.sleep(EVERY);
                show(state.get());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void show(State state) {
        err.printf(
                Locale.ROOT,
                "%s%,d of %,d files, %.0f MB, %,d resources%s ",
                ERASE,
                state.files(),
                files,
                state.bytes() / 1e6,
                state.resources(),
                state.refused() == 0 ? "" : String.format(Locale.ROOT, ", %,d refused", state.refused()));
        err.flush();
    }

    @Override
    public void close() {
        thread.interrupt();
        err.print(ERASE);
        err.flush();
    }
}
