/** Sends files of health records to a node: in any order, as often as needed, skipping nothing silently. */
@NullMarked
package org.tongmai.cli.load;

import org.jspecify.annotations.NullMarked;
