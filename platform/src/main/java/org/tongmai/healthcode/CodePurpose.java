package org.tongmai.healthcode;

import org.tongmai.kernel.Explanation.Text;

/** What the resident shows the code for; signed into it. */
@SuppressWarnings("ImmutableEnumChecker") // records of text do not change
public enum CodePurpose {
    /** Says who the resident is, and nothing more. */
    IDENTIFY("仅表明身份", "identify only"),
    /** Says who the resident is and allows the institution that verifies it to read now. */
    READ("表明身份并授权本机构查阅", "identify and allow this institution to read now");

    private final Text words;

    CodePurpose(String zh, String en) {
        this.words = new Text(zh, en);
    }

    /** As people read it. */
    public Text words() {
        return words;
    }
}
