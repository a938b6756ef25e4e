package org.tongmai.access;

/**
 * An institution as people see it.
 *
 * @param code USCC (GB 32100)
 * @param name the code where no name is registered
 */
public record InstitutionName(String code, String name) {}
