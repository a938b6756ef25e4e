/** A simulated province: its people, households and institutions, what they send, and the truth beside it. */
@NullMarked
package org.tongmai.simulator;

import org.jspecify.annotations.NullMarked;
