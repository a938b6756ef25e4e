/** Signatures, digests and sealing in two suites behind one interface (国密 and international), and where private keys lie. */
@NamedInterface("crypto")
@NullMarked
package org.tongmai.kernel.crypto;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
