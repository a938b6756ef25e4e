/** Finds where, and since when, there are more cases than expected: Kulldorff's scan statistics. Pure functions. */
@NamedInterface("scan")
@NullMarked
package org.tongmai.surveillance.scan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
