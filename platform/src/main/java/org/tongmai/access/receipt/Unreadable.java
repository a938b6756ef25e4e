package org.tongmai.access.receipt;

import org.tongmai.kernel.Explanation.Text;

/** What was handed in is no receipt, no head, no key list or no log. */
public final class Unreadable extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Text words;

    Unreadable(String zh, String en) {
        super(en);
        this.words = new Text(zh, en);
    }

    /** What it is not, and why. */
    public Text words() {
        return words;
    }
}
