/** The electronic health code (电子健康码): one code for each resident, shown on a phone, on paper or by a card, and verified anywhere. */
@ApplicationModule(
        allowedDependencies = {"kernel", "kernel :: crypto", "store", "directory", "person", "access", "fhir", "intake"
        })
@NullMarked
package org.tongmai.healthcode;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
