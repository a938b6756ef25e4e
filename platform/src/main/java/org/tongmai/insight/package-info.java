/**
 * Insight: data for research. A project asks, a commission approves, the record is read under the scope that {@code access} gives,
 * made k-anonymous, examined by a third person and only then given out. {@link org.tongmai.insight.Projects} is the door; {@code deidentify} is
 * pure.
 */
@ApplicationModule(allowedDependencies = {"kernel", "kernel :: crypto", "store", "directory", "person", "access"})
@NullMarked
package org.tongmai.insight;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
