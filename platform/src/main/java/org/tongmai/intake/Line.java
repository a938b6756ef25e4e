package org.tongmai.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line to be written into the journal.
 *
 * @param acknowledgement the answer that will leave; null where none does
 * @param ages what was applied; kept in the same commit
 */
record Line(Arrival arrival, Verdict verdict, byte @Nullable [] acknowledgement, List<Age> ages) {

    Line {
        ages = List.copyOf(ages);
    }
}
