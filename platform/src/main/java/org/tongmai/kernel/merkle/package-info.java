/** The hash tree of RFC 9162 as pure functions: appending, roots, proofs of inclusion and of consistency, and their verification. */
@NamedInterface("merkle")
@NullMarked
package org.tongmai.kernel.merkle;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
