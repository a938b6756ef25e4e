/**
 * A simulated province: people, households and the institutions that send their records over real protocols. The truth is
 * known, so that linking can be scored. {@link org.tongmai.simulator.Province} is the door.
 */
@NullMarked
package org.tongmai.simulator;

import org.jspecify.annotations.NullMarked;
