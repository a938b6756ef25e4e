/** One running node: its data directory, its embedded PostgreSQL, its settings, backup and self-check. */
@ApplicationModule(allowedDependencies = {"kernel"})
@NullMarked
package org.tongmai.node;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
