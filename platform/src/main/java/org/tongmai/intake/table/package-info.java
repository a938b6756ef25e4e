/** Tables to resources: rows of CSV, Excel and NDJSON files, read by a mapping that is data. Pure: no database. */
@NullMarked
package org.tongmai.intake.table;

import org.jspecify.annotations.NullMarked;
