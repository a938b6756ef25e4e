/** Code systems, value sets and concept maps: those of the store's directory, of FHIR R4 and HL7, and the platform's own tables. */
@NamedInterface("terminology")
@NullMarked
package org.tongmai.directory.terminology;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
