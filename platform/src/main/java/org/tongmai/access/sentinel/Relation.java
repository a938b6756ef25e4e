package org.tongmai.access.sentinel;

import org.tongmai.kernel.Explanation.Text;

/** What ties a reader to a patient, beside care. */
@SuppressWarnings("ImmutableEnumChecker") // records of text do not change
public enum Relation {
    SELF("读取本人的档案", "the reader's own record"),
    HOUSEHOLD("与读取者同一住址", "lives at the reader's address"),
    STREET("与读取者住同一街道", "lives in the reader's street"),
    FAMILY_NAME("与读取者同姓", "has the reader's family name"),
    COLLEAGUE("是读取者的同事", "a colleague of the reader"),
    WATCHED("在重点关注名单上", "on the list of those whom everybody knows");

    private final Text text;

    Relation(String zh, String en) {
        this.text = new Text(zh, en);
    }

    public Text text() {
        return text;
    }
}
