package org.tongmai.emergency;

import java.time.Instant;

/**
 * Who has a role of an event for a while (值班).
 *
 * @param role of the plan
 * @param account login
 * @param from when it begins
 * @param until when it is over
 */
public record Duty(String role, String account, String name, Instant from, Instant until) {}
