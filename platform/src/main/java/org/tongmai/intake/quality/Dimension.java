package org.tongmai.intake.quality;

/** What of the quality of data a rule is about: the dimensions of GB/T 36344-2018, and uniqueness. */
public enum Dimension {
    /** 规范性: in the form and from the table that the standard has. */
    CONFORMANCE,
    /** 完整性: all that must be told is told. */
    COMPLETENESS,
    /** 一致性: nothing told contradicts another thing told. */
    CONSISTENCY,
    /** 时效性: told in time. */
    TIMELINESS,
    /** 唯一性: told once. */
    UNIQUENESS,
    /** 准确性: as it was. */
    ACCURACY
}
