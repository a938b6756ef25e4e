package org.tongmai.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.fhir.Asked;

/**
 * One line to be written into the journal.
 *
 * @param acknowledgement the answer that will leave; null where none does
 * @param ages what was applied; kept in the same commit
 * @param asked what a FHIR submission asked for, where its body is kept; else null
 */
record Line(
        Arrival arrival,
        Verdict verdict,
        byte @Nullable [] acknowledgement,
        List<Age> ages,
        @Nullable Asked asked) {

    Line {
        ages = List.copyOf(ages);
    }

    Line(Arrival arrival, Verdict verdict, byte @Nullable [] acknowledgement, List<Age> ages) {
        this(arrival, verdict, acknowledgement, ages, null);
    }

    /** The same of a later run: what is stored now had been refused before. */
    Line later() {
        return new Line(arrival, verdict.later(), acknowledgement, ages, asked);
    }
}
