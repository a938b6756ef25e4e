package org.tongmai.store;

/**
 * One version of a resource of the directory, without its body.
 *
 * @param id the logical id
 */
public record Edition(String type, String id, int version) {}
