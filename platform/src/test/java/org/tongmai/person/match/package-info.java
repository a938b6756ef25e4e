/** Tests of the matching: pure, in milliseconds. */
@NullMarked
package org.tongmai.person.match;

import org.jspecify.annotations.NullMarked;
