/**
 * Receipts of looks, signed heads of the log they stand in, and how both are verified: pure functions, without database and
 * network.
 */
@NamedInterface("receipt")
@NullMarked
package org.tongmai.access.receipt;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
