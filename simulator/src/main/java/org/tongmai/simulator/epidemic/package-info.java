/**
 * Simulated epidemics of a province as daily counts of several sources, and the truth apart: which outbreaks there were, with each case.
 * It knows nothing of any method of detection. {@link org.tongmai.simulator.epidemic.Epidemics} is the door.
 */
@NullMarked
package org.tongmai.simulator.epidemic;

import org.jspecify.annotations.NullMarked;
