package org.tongmai.directory;

/**
 * A department of an institution.
 *
 * @param organization logical id of the Organization resource
 */
public record Department(String organization, String name) {}
