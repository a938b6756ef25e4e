/** Tests of the directory against a real database. */
@NullMarked
package org.tongmai.directory;

import org.jspecify.annotations.NullMarked;
