/** The parts of {@code tongmai conformance}: the key of the examiner, and where reports are written. */
@NullMarked
package org.tongmai.cli.conformance;

import org.jspecify.annotations.NullMarked;
