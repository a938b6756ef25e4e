/** Codes of the second factor and rules of passwords: pure functions, without database and network. */
@NamedInterface("signin")
@NullMarked
package org.tongmai.access.signin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
