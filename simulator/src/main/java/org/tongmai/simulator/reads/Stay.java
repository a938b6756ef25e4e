package org.tongmai.simulator.reads;

/**
 * A registered visit or stay: what makes a treating relationship.
 *
 * @param patient source patient
 * @param department number of the department at the hospital that it belongs to
 * @param from second since 1970, UTC
 * @param until second at which it ended
 */
public record Stay(long patient, int hospital, int department, long from, long until) {}
