/** What in a record is a case: pure functions of FHIR resources, and the clocks of reporting. */
@NullMarked
package org.tongmai.surveillance.capture;

import org.jspecify.annotations.NullMarked;
