package org.tongmai.person.linkage;

import org.tongmai.kernel.Explanation.Text;

/**
 * What the comparison of one field of two records found, from the same to different. What each grade means for a kind of field
 * stands in docs/decisions/linkage-engine.md; how much it says is estimated from the data.
 */
public enum Finding {
    SAME("same", "相同", "the same"),
    SLIP("one-slip", "仅差一处笔误", "one slip apart"),
    CLOSE("close", "相近", "close"),
    PART("partly-same", "部分相同", "partly the same"),
    SIMILAR("similar", "有些相似", "somewhat alike"),
    SWAPPED("swapped", "姓与名互换", "given name and surname are swapped"),
    DIFFERENT("different", "不同", "different"),
    MISSING("missing", "一方缺失", "missing on one side");

    /** Findings that carry a weight: all but {@link #MISSING}. */
    static final int WEIGHED = 7;

    private static final Finding[] ALL = values();

    private final String word;
    private final String zh;
    private final String en;

    Finding(String word, String zh, String en) {
        this.word = word;
        this.zh = zh;
        this.en = en;
    }

    static Finding of(int place) {
        return ALL[place];
    }

    public String word() {
        return word;
    }

    public Text text() {
        return new Text(zh, en);
    }
}
