package org.tongmai.access.sentinel;

import org.tongmai.kernel.Explanation.Text;

/** What is counted for a reader in one shift, and compared with what the reader and the peers are used to. */
@SuppressWarnings("ImmutableEnumChecker") // records of text do not change
enum Channel {
    PATIENTS("patients", "当班读取 %d 名患者，往常约 %s 名", "%d patients in one shift; usually about %s"),
    OTHER_NOW("other-department", "读取其他科室在诊患者 %d 名，往常约 %s 名", "%d patients of other departments; usually about %s"),
    UNRELATED(
            "no-encounter",
            "读取近期未在本科室就诊的患者 %d 名，往常约 %s 名",
            "%d patients without a visit to the department; usually about %s"),
    REFUSED("refused", "被拒绝的读取涉及 %d 名患者，往常约 %s 名", "refused for %d patients; usually about %s"),
    EMERGENCIES("emergency", "对 %d 名患者使用紧急访问，往常约 %s 名", "emergency access to %d patients; usually about %s"),
    PACE("pace", "十分钟内读取 %d 名患者，往常最多约 %s 名", "%d patients within ten minutes; usually at most about %s"),
    RETURNS(
            "two-places",
            "在两个终端之间往返读取 %d 次，往常约 %s 次",
            "went back and forth between two devices %d times; usually about %s"),
    CROSSED(
            "two-patients",
            "十分钟内换终端又换科室的患者 %d 次，往常约 %s 次",
            "changed device and department of the patient together %d times; usually about %s"),
    SPECIAL(
            "special-class",
            "读取精神、感染等敏感科室患者 %d 名，往常约 %s 名",
            "%d patients of psychiatry or infections; usually about %s"),
    MINORS("minors", "读取未在本科室就诊的未成年人 %d 名，往常约 %s 名", "%d minors without a visit to the department; usually about %s"),
    AGAIN("again", "隔日再次读取非本科室患者 %d 名，往常约 %s 名", "%d such patients on another day again; usually about %s"),
    MORE("more", "当班对非本科室患者重复读取 %d 次，往常约 %s 次", "%d more looks at such patients in the shift; usually about %s"),
    ABSENT("not-there", "读取当时不在院的患者 %d 名，往常约 %s 名", "%d patients who were not there at the time; usually about %s");

    /** Of how many kinds things are counted. */
    static final int COUNT = values().length;

    private final String word;
    private final String zh;
    private final String en;

    Channel(String word, String zh, String en) {
        this.word = word;
        this.zh = zh;
        this.en = en;
    }

    String word() {
        return word;
    }

    Text text(int count, double usual) {
        String about = usual < 10 ? Double.toString(Math.round(usual * 10) / 10.0) : Long.toString(Math.round(usual));
        return new Text(zh.formatted(count, about), en.formatted(count, about));
    }
}
