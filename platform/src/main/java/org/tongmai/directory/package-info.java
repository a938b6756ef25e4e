/** Regions, institutions, departments, practitioners and code tables, each with its period of validity. */
@ApplicationModule(allowedDependencies = {"kernel", "store"})
@NullMarked
package org.tongmai.directory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
