package org.tongmai.emergency;

import java.time.Instant;

/**
 * Something that happened in an event.
 *
 * @param version of the event after it, from 1
 * @param account login of whoever did it; {@code platform} for the platform itself
 */
public record Entry(int version, Instant at, String account, String name, Happening happening) {}
