/** The minimal lower layer protocol: bytes of a connection to messages and back, with bounds. */
@NamedInterface("mllp")
@NullMarked
package org.tongmai.intake.mllp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
