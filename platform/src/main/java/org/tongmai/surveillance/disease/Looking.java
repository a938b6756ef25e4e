package org.tongmai.surveillance.disease;

import java.util.Map;

/**
 * Which method looks at a series.
 *
 * @param what family or syndrome; {@code *} for those that no line names
 * @param cases that an alarm needs at least, in the last seven days
 */
public record Looking(String what, String method, Map<String, String> parameters, int cases, Validity validity) {}
