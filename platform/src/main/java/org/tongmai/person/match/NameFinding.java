package org.tongmai.person.match;

import org.tongmai.kernel.Explanation.Text;

/** What the comparison of two names found, from the same to different. */
public enum NameFinding {
    SAME("same", 0, "姓名相同", "the name is the same"),
    PARTLY_HIDDEN("partly-hidden", 1, "姓名可见部分相同", "the visible part of the name is the same"),
    SOUNDS_SAME("sounds-same", 6, "姓名同音不同字", "the name sounds the same, a character differs"),
    LOOKS_SAME("looks-same", 6, "姓名字形相近", "the name looks the same, a character differs"),
    ONE_LETTER("one-letter-differs", 6, "姓名差一个字母", "one letter of the name differs"),
    REORDERED("reordered", 7, "姓名用字相同、次序不同", "the name has the same characters in another order"),
    TRANSLITERATED("transliterated", 7, "汉字姓名与拼音一致", "one name is the other in letters"),
    SHORTENED("shortened", 9, "一方姓名缺字", "a part of the name is missing on one side"),
    MISSING("missing", 0, "一方没有姓名", "one side has no name"),
    STOPGAP("stopgap", 0, "一方是新生儿临时姓名", "one side is the stopgap name of a newborn"),
    DIFFERENT("different", 0, "姓名不同", "the name differs");

    /** The least that names which agree somehow can say, in bits. */
    private static final double LEAST = 2;

    private final String word;
    private final double penalty;
    private final String zh;
    private final String en;

    NameFinding(String word, double penalty, String zh, String en) {
        this.word = word;
        this.penalty = penalty;
        this.zh = zh;
        this.en = en;
    }

    public String word() {
        return word;
    }

    public Text text() {
        return new Text(zh, en);
    }

    /** Whether the names can be of one person as they stand. */
    public boolean compatible() {
        return switch (this) {
            case SAME, PARTLY_HIDDEN, SOUNDS_SAME, LOOKS_SAME, ONE_LETTER, REORDERED, TRANSLITERATED, SHORTENED -> true;
            case MISSING, STOPGAP, DIFFERENT -> false;
        };
    }

    /**
     * The evidence in bits.
     *
     * @param rarity what the same name would say
     */
    double bits(double rarity) {
        return compatible() ? Math.max(LEAST, rarity - penalty) : 0;
    }
}
