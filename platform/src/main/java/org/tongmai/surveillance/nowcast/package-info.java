/** How many cases there are already, of which only some are reported yet. Pure functions. */
@NamedInterface("nowcast")
@NullMarked
package org.tongmai.surveillance.nowcast;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
