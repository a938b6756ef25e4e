/** What {@code tongmai detect} reads and writes. */
@NullMarked
package org.tongmai.cli.detect;

import org.jspecify.annotations.NullMarked;
