/** Who may see what: accounts, treating relationships, consent, the decision before each query and the trace after it. */
@ApplicationModule(
        allowedDependencies = {"kernel", "kernel :: crypto", "kernel :: merkle", "store", "directory", "person"})
@NullMarked
package org.tongmai.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
