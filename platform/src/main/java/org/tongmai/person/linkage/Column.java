package org.tongmai.person.linkage;

/**
 * A column that takes part.
 *
 * @param place in the table, from 0
 */
public record Column(int place, String name, Kind kind) {}
