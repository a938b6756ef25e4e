/**
 * Surveillance: report cards drafted from the feed, counts of every place and day as they are known and were known, and signals from
 * detection to closure. {@link org.tongmai.surveillance.ReportCards} and {@link org.tongmai.surveillance.Signals} are the doors; the
 * methods stand in sub-packages that are pure.
 */
@ApplicationModule(allowedDependencies = {"kernel", "store", "directory", "person", "access"})
@NullMarked
package org.tongmai.surveillance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
