package org.tongmai.intake;

import java.util.function.Supplier;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * What is fitted into what is stored names the versions that it was fitted into. Where others changed them meanwhile, over another
 * door or another node, it is fitted anew.
 */
final class Refit {

    /** So often something is fitted into what others keep changing. */
    private static final int FITS_MAX = 8;

    private Refit() {}

    /** @throws Problem {@code intake.busy} where others keep changing the same resources */
    static <T> T whileOvertaken(Supplier<T> fitAndStore) {
        for (int fit = 0; fit < FITS_MAX; fit++) {
            try {
                return fitAndStore.get();
            } catch (Problem overtaken) {
                if (overtaken.kind() != Kind.PRECONDITION_FAILED) {
                    throw overtaken;
                }
            }
        }
        throw JournalWriter.busy();
    }
}
