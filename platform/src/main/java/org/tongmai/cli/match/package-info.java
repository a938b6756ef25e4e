/** Reads a table of people, says who is who in it, and writes that down: what {@code tongmai match} does. */
@NullMarked
package org.tongmai.cli.match;

import org.jspecify.annotations.NullMarked;
