/** What is watched for, as dated data that an operator may replace: diseases with their clocks, criteria, syndromes, thresholds. */
@NullMarked
package org.tongmai.surveillance.disease;

import org.jspecify.annotations.NullMarked;
