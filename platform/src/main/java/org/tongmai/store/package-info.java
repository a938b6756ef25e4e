/** The facts: immutable versions of resources in compartments, their search index, transactions, the feed and snapshots. */
@ApplicationModule(allowedDependencies = {"kernel"})
@NullMarked
package org.tongmai.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
