/** HL7 v2 messages: characters, header, segments, acknowledgement, and their mapping to FHIR R4. Pure functions, no I/O. */
@NullMarked
package org.tongmai.intake.hl7v2;

import org.jspecify.annotations.NullMarked;
