/** Words every other package speaks: identifiers and their check digits, region codes, problems and explanations. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.tongmai.kernel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
