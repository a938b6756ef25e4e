/**
 * A simulated log of reads: who looked at whose record in a province over some weeks, and the misuse that was planted in it. The
 * truth is known, so that finding it can be scored. {@link org.tongmai.simulator.reads.ReadLog} is the door.
 */
@NullMarked
package org.tongmai.simulator.reads;

import org.jspecify.annotations.NullMarked;
