package org.tongmai.surveillance.disease;

/**
 * From when on a rumour raises a signal by itself. Each number counts alone; 0 counts not at all.
 *
 * @param what family of diseases or syndrome; {@code *} for those that no line names
 * @param items that tell of it, without those that repeat another
 * @param sources of different kinds
 * @param ill that one of them tells of
 * @param dead that one of them tells of
 */
public record RumourRule(
        String what, int items, int sources, int ill, int dead, Validity validity, boolean verified, String source) {}
