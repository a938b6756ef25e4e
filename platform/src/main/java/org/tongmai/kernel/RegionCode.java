package org.tongmai.kernel;

import java.util.Optional;

/**
 * An administrative division (行政区划代码) by GB/T 2260: two places province, two city, two county. Whether such a division
 * exists, and when, the directory knows; a code issued long ago stays well formed for ever.
 *
 * @param value six digits
 */
public record RegionCode(String value) implements Comparable<RegionCode> {

    /** The whole country, as the region of a node. */
    public static final String NATION = "100000";

    /** What the division is. */
    public enum Level {
        PROVINCE,
        CITY,
        COUNTY
    }

    /** @throws Problem {@code kernel.region-code-malformed} */
    public RegionCode {
        if (value.length() != 6 || !Written.digits(value, 0, 6) || value.charAt(0) == '0') {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "kernel.region-code-malformed",
                    "A region code does not have its six digits.",
                    "GB/T 2260: two digits province, two city, two county.",
                    "Send the six-digit code of a province, city or county.");
        }
    }

    /** The code in a text that may hold anything; empty where it is none. */
    public static Optional<RegionCode> find(String text) {
        try {
            return Optional.of(new RegionCode(text));
        } catch (Problem none) {
            return Optional.empty();
        }
    }

    public Level level() {
        if (value.endsWith("0000")) {
            return Level.PROVINCE;
        }
        return value.endsWith("00") ? Level.CITY : Level.COUNTY;
    }

    public RegionCode province() {
        return new RegionCode(value.substring(0, 2) + "0000");
    }

    /** The city of a county; a province stays itself. */
    public RegionCode city() {
        return new RegionCode(value.substring(0, 4) + "00");
    }

    /** Whether the other division lies in this one or is the same. */
    public boolean contains(RegionCode other) {
        return switch (level()) {
            case PROVINCE -> other.value.startsWith(value.substring(0, 2));
            case CITY -> other.value.startsWith(value.substring(0, 4));
            case COUNTY -> other.value.equals(value);
        };
    }

    @Override
    public int compareTo(RegionCode other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
