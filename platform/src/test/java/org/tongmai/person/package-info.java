/** Tests of the person index against a real database and a simulated province. */
@NullMarked
package org.tongmai.person;

import org.jspecify.annotations.NullMarked;
