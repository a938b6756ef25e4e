package org.tongmai.intake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A further run of a message that the journal holds.
 *
 * @param by account
 * @param mended the text that it brought; null where an earlier one was used
 * @param version 0 for the text as it arrived, else the run whose text was used; ignored where {@code mended} is given
 */
record FurtherRun(long message, Instant at, String by, byte @Nullable [] mended, int version, Line line) {}
