/** What {@code tongmai scan}, {@code tongmai rt} and {@code tongmai nowcast} read and write. */
@NullMarked
package org.tongmai.cli.surveillance;

import org.jspecify.annotations.NullMarked;
