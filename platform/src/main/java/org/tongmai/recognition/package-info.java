/** Mutual recognition (检查检验结果互认): what was examined elsewhere, by whom it may be relied on, and what relying on it saved. */
@ApplicationModule(allowedDependencies = {"kernel", "store", "directory", "person", "access", "exchange"})
@NullMarked
package org.tongmai.recognition;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
