/** Surveillance: what is seen early. So far its pure part, {@link org.tongmai.surveillance.detect}. */
@ApplicationModule(allowedDependencies = {"kernel"})
@NullMarked
package org.tongmai.surveillance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
