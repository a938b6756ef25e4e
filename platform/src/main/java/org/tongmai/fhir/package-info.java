/** The FHIR R4 REST interface under {@code /fhir}. */
@ApplicationModule(
        allowedDependencies = {"kernel", "store", "directory", "directory :: terminology", "person", "access"})
@NullMarked
package org.tongmai.fhir;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
