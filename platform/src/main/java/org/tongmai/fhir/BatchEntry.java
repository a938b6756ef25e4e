package org.tongmai.fhir;

import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Receipt;
import org.tongmai.store.Slice;

/**
 * What became of one entry of a batch, each of which stands for itself.
 *
 * @param body the resource as it was sent; empty for an entry without one
 * @param done what was written or found; null where it was refused
 * @param refused why it was refused; null where it was taken
 */
public record BatchEntry(
        Asked asked,
        Slice body,
        Receipt.@Nullable Done done,
        @Nullable Problem refused) {}
