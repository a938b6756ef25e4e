/**
 * The terminology operations of FHIR R4, one class for each.
 *
 * @see <a href="http://hl7.org/fhir/R4/terminology-service.html">FHIR R4 terminology service</a>
 */
@NullMarked
package org.tongmai.fhir.terminology;

import org.jspecify.annotations.NullMarked;
