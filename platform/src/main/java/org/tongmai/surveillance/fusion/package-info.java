/** One score of all that speaks for an outbreak in a place: evidence of several sources, and a budget of alarms. Pure functions. */
@NamedInterface("fusion")
@NullMarked
package org.tongmai.surveillance.fusion;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
