/** The person index: which source patients are one person, since when, and why. */
@ApplicationModule(allowedDependencies = {"kernel", "store", "directory"})
@NullMarked
package org.tongmai.person;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
