/** What becomes of the codes that institutions send: translated by concept maps, counted where none fits, decided by people. */
@NullMarked
package org.tongmai.intake.codes;

import org.jspecify.annotations.NullMarked;
