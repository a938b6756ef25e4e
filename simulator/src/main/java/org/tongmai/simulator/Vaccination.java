package org.tongmai.simulator;

/**
 * One dose given.
 *
 * @param dose 1 for the first
 */
public record Vaccination(String code, String name, int dose, String lot) {}
