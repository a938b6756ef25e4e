package org.tongmai.surveillance.capture;

import org.tongmai.kernel.Explanation.Text;

/** What in a record drew attention (触发). */
@SuppressWarnings("ImmutableEnumChecker") // records of text do not change
public enum Trigger {
    T1("诊断", "diagnosis"),
    T2("检验", "laboratory"),
    T3("病历文本", "text"),
    T4("用药", "medicine"),
    T5("症候群", "syndrome"),
    T6("聚集", "cluster"),
    T7("异常", "unusual");

    private final Text words;

    Trigger(String zh, String en) {
        this.words = new Text(zh, en);
    }

    /** As people read it. */
    public Text words() {
        return words;
    }
}
