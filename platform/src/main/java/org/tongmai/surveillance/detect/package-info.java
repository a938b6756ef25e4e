/** Says of each period of a series of counts whether it is more than was to be expected: pure functions, no input or output. */
@NamedInterface("detect")
@NullMarked
package org.tongmai.surveillance.detect;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
