package org.tongmai.fhir.bulk;

import org.tongmai.kernel.Problem;

/** What became of one line. */
sealed interface Result {
    record Created(Line line) implements Result {}

    record Updated(Line line) implements Result {}

    /** The store says the same already. */
    record Unchanged(Line line) implements Result {}

    record Refused(Line line, Problem why) implements Result {}

    /** It refers to something that is not there yet. */
    record Waits(Line line, Problem why) implements Result {}

    Line line();
}
