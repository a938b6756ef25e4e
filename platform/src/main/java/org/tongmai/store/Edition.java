package org.tongmai.store;

/**
 * One version of a resource of the directory, without its body.
 *
 * @param id the logical id
 * @param platform whether the platform filed it itself, and no institution did
 */
public record Edition(String type, String id, int version, boolean platform) {}
