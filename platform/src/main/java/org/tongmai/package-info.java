/** Tongmai, a universal health information platform. One package per capability; lower knows nothing of higher. */
@NullMarked
package org.tongmai;

import org.jspecify.annotations.NullMarked;
