/** CDA R2 documents: characters, XML, code systems, and their mapping to FHIR R4. Pure functions, no I/O. */
@NullMarked
package org.tongmai.intake.cda;

import org.jspecify.annotations.NullMarked;
