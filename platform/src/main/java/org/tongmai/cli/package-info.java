/** The command line: {@code tongmai serve, demo, load, doctor, backup, restore}. */
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "node",
            "store",
            "directory",
            "person",
            "person :: linkage",
            "access",
            "fhir",
            "intake",
            "healthcode",
            "portal"
        })
@NullMarked
package org.tongmai.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
