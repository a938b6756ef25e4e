package org.tongmai.surveillance;

import org.jspecify.annotations.Nullable;

/**
 * Where somebody lives.
 *
 * @param place GB/T 2260
 * @param site school, workplace, estate or village; null where unknown
 */
record Living(String place, @Nullable String site) {}
