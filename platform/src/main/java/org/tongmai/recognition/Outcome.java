package org.tongmai.recognition;

import org.tongmai.kernel.Explanation.Text;

/** Whether a result stands in for an examination that is about to be ordered. */
@SuppressWarnings("ImmutableEnumChecker") // records of text do not change
public enum Outcome {
    /** It does: a repeat needs a reason. */
    RECOGNISABLE("recognisable", "可互认", "recognisable"),
    /** It may inform, and does not stand in for the examination. */
    REFERENCE("reference", "供参考", "for reference"),
    /** It must not be relied on. */
    NOT_RECOGNISABLE("not-recognisable", "不可互认", "not recognisable");

    private final String word;
    private final Text words;

    Outcome(String word, String zh, String en) {
        this.word = word;
        this.words = new Text(zh, en);
    }

    /** Stable. */
    public String word() {
        return word;
    }

    /** As people read it. */
    public Text words() {
        return words;
    }
}
