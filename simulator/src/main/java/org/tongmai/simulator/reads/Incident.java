package org.tongmai.simulator.reads;

import org.tongmai.simulator.reads.Misuse.Kind;

/**
 * Misuse that was planted: the truth.
 *
 * @param number from 0
 * @param reader number of the reader under whose account it happened
 * @param from second of its first read
 * @param until second of its last read
 * @param reads how many
 */
public record Incident(int number, Kind kind, int reader, long from, long until, int reads) {}
