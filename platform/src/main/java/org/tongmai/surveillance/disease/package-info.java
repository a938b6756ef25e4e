/** What is watched for, as dated data that an operator may replace: diseases with their clocks, criteria, syndromes, thresholds. */
@NamedInterface("disease")
@NullMarked
package org.tongmai.surveillance.disease;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
