/** How good scores are at finding outbreaks whose truth is known: sensitivity, timeliness, false alarms. Pure functions. */
@NamedInterface("evaluate")
@NullMarked
package org.tongmai.surveillance.evaluate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
