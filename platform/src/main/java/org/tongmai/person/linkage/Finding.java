package org.tongmai.person.linkage;

/**
 * What the comparison of one field of two records found, from the same to different. What each grade means for a kind of field
 * stands in docs/decisions/linkage-engine.md; how much it says is estimated from the data.
 */
public enum Finding {
    SAME("same"),
    SLIP("one-slip"),
    CLOSE("close"),
    PART("partly-same"),
    SIMILAR("similar"),
    SWAPPED("swapped"),
    DIFFERENT("different"),
    MISSING("missing");

    /** Findings that carry a weight: all but {@link #MISSING}. */
    static final int WEIGHED = 7;

    private static final Finding[] ALL = values();

    private final String word;

    Finding(String word) {
        this.word = word;
    }

    static Finding of(int place) {
        return ALL[place];
    }

    public String word() {
        return word;
    }
}
