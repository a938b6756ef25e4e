/** Tests of the identifiers and their check digits. */
@NullMarked
package org.tongmai.kernel;

import org.jspecify.annotations.NullMarked;
