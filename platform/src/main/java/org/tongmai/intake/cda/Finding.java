package org.tongmai.intake.cda;

/**
 * Something in a document that was read otherwise than it stands, or has no element of its own in the record.
 *
 * @param code such as {@code wrong-oid}; words are in {@code docs/intake.md}
 * @param where the element, by section and data element; never a value
 * @param read what stands there, where that is a code system or a character set; else empty
 * @param takenFor what it was read as; else empty
 * @param times how often
 */
public record Finding(String code, String where, String read, String takenFor, int times) {}
