/**
 * Emergency command: events of public health from report to closure, what is done, with what, for whom, and proof of it.
 * {@link org.tongmai.emergency.Events} is the door.
 */
@ApplicationModule(allowedDependencies = {"kernel", "store", "directory", "access", "surveillance", "print"})
@NullMarked
package org.tongmai.emergency;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
