/** What the web pages need that no standard interface gives. */
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "store",
            "directory",
            "person",
            "access",
            "fhir",
            "intake",
            "healthcode",
            "exchange"
        })
@NullMarked
package org.tongmai.portal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
