/** How fast an infection spreads: reproduction numbers, growth rate and doubling time from counts of cases. Pure functions. */
@NamedInterface("transmission")
@NullMarked
package org.tongmai.surveillance.transmission;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
