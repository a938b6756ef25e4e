package org.tongmai.surveillance.capture;

import org.tongmai.kernel.Explanation.Text;

/** How sure a case is (病例分类), from the least sure; the code is that of the report card. */
@SuppressWarnings("ImmutableEnumChecker") // records of text do not change
public enum Certainty {
    SUSPECTED("3", "疑似病例", "suspected"),
    CLINICAL("1", "临床诊断病例", "clinically diagnosed"),
    CONFIRMED("2", "确诊病例", "confirmed");

    private final String code;
    private final Text words;

    Certainty(String code, String zh, String en) {
        this.code = code;
        this.words = new Text(zh, en);
    }

    /** Of 病例分类1 on the report card. */
    public String code() {
        return code;
    }

    public Text words() {
        return words;
    }

    public Certainty surer(Certainty other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
