package org.tongmai.exchange;

/**
 * What an index holds, in short: two that are the same hold the same.
 *
 * @param digest over all entries
 * @param entries how many
 */
public record IndexState(String digest, long entries) {}
