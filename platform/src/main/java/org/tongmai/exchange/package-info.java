/** The nation and its provinces: nodes that know each other, the index of who has records where, and records across provinces. */
@ApplicationModule(allowedDependencies = {"kernel", "kernel :: crypto", "store", "directory", "person", "access"})
@NullMarked
package org.tongmai.exchange;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
