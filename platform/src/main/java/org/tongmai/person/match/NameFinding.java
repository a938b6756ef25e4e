package org.tongmai.person.match;

/** What the comparison of two names found, from the same to different. */
public enum NameFinding implements Found {
    SAME("same", "姓名相同", "the name is the same"),
    PARTLY_HIDDEN("partly-hidden", "姓名可见部分相同", "the visible part of the name is the same"),
    SOUNDS_SAME("sounds-same", "姓名同音不同字", "the name sounds the same, a character differs"),
    LOOKS_SAME("looks-same", "姓名字形相近", "the name looks the same, a character differs"),
    ONE_LETTER("one-letter-differs", "姓名差一个字母", "one letter of the name differs"),
    REORDERED("reordered", "姓名用字相同、次序不同", "the name has the same characters in another order"),
    TRANSLITERATED("transliterated", "汉字姓名与拼音一致", "one name is the other in letters"),
    SHORTENED("shortened", "一方姓名缺字", "a part of the name is missing on one side"),
    MISSING("missing", "一方没有姓名", "one side has no name"),
    OTHER_SCRIPT("other-script", "一方为外文姓名，不能与汉字比对", "one name is foreign and in letters, the other in characters"),
    STOPGAP("stopgap", "一方是新生儿临时姓名", "one side is the stopgap name of a newborn"),
    DIFFERENT("different", "姓名不同", "the name differs");

    @SuppressWarnings("ImmutableEnumChecker") // a record of text does not change
    private final Saying saying;

    NameFinding(String word, String zh, String en) {
        saying = Saying.of(word, zh, en);
    }

    @Override
    public Saying saying() {
        return saying;
    }

    @Override
    public boolean told() {
        return this != MISSING && this != OTHER_SCRIPT && this != STOPGAP;
    }

    /** Whether the names can be of one person as they stand. */
    public boolean compatible() {
        return switch (this) {
            case SAME, PARTLY_HIDDEN, SOUNDS_SAME, LOOKS_SAME, ONE_LETTER, REORDERED, TRANSLITERATED, SHORTENED -> true;
            case MISSING, OTHER_SCRIPT, STOPGAP, DIFFERENT -> false;
        };
    }
}
