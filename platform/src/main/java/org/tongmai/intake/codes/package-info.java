/** What becomes of the codes that institutions send: translated by concept maps, counted where none fits, decided by people. */
@NamedInterface("codes")
@NullMarked
package org.tongmai.intake.codes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
