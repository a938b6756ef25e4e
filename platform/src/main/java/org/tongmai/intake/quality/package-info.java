/** The quality of what is sent: the dictionary of data elements, the rules over them as dated tables, and scores. Pure functions. */
@NullMarked
package org.tongmai.intake.quality;

import org.jspecify.annotations.NullMarked;
