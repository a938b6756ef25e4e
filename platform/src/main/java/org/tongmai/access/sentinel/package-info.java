/**
 * Is a reading unusual? Scores of readers' days from the trace alone: pure functions of what was read and what readers and their
 * peers are used to; no I/O. {@link org.tongmai.access.sentinel.Sentinel} is the door.
 */
@NullMarked
package org.tongmai.access.sentinel;

import org.jspecify.annotations.NullMarked;
