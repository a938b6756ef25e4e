package org.tongmai.directory;

import java.util.Optional;
import org.tongmai.kernel.RegionCode;

/**
 * An institution as it was called at a time.
 *
 * @param code unified social credit code
 * @param organization logical id of the Organization resource
 * @param category institution category as sent; empty where not sent
 * @param region division of its registrar
 */
public record Institution(
        String code, String organization, String name, Optional<String> category, RegionCode region) {}
