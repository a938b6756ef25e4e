/** Decides whether registrations are of one person: pure functions, no input or output but the tables shipped beside. */
@NullMarked
package org.tongmai.person.match;

import org.jspecify.annotations.NullMarked;
