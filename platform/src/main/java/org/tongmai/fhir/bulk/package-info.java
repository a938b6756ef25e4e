/** Bulk export and import of NDJSON: jobs that outlive the request and the process. */
@NullMarked
package org.tongmai.fhir.bulk;

import org.jspecify.annotations.NullMarked;
