/** What institutions send: journalled, checked, turned into resources, stored or refused with a reason, and run again. */
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "kernel :: crypto",
            "store",
            "directory",
            "directory :: terminology",
            "person",
            "access",
            "fhir",
            "print"
        })
@NullMarked
package org.tongmai.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
