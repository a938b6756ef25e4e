/** The command line: {@code tongmai serve, demo, load, doctor, backup, restore}. */
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "kernel :: crypto",
            "node",
            "store",
            "directory",
            "person",
            "person :: linkage",
            "access",
            "access :: receipt",
            "fhir",
            "intake",
            "intake :: codes",
            "intake :: conformance",
            "intake :: mllp",
            "onboarding",
            "healthcode",
            "emergency",
            "exchange",
            "recognition",
            "surveillance",
            "surveillance :: detect",
            "surveillance :: disease",
            "surveillance :: evaluate",
            "surveillance :: fusion",
            "surveillance :: nowcast",
            "surveillance :: scan",
            "surveillance :: transmission",
            "portal"
        })
@NullMarked
package org.tongmai.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
