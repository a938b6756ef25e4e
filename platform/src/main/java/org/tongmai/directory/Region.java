package org.tongmai.directory;

import java.time.LocalDate;
import java.util.Optional;
import org.tongmai.kernel.RegionCode;

/**
 * An administrative division.
 *
 * @param from first day; empty where older than memory
 * @param until first day no longer; empty while in force
 * @param successor the division that took its place; empty where none or several
 */
public record Region(
        RegionCode code,
        String name,
        Optional<LocalDate> from,
        Optional<LocalDate> until,
        Optional<RegionCode> successor) {}
