package org.tongmai.recognition;

import org.tongmai.kernel.Explanation.Text;

/**
 * What keeps a result from being recognised (互认管理办法; 互认 = item in the list ∧ quality control passed on the day ∧ final ∧ within
 * the window ∧ the same person ∧ not on the negative list ∧ specimen in order). In the order in which a decision names them. That it is the
 * same person is no obstacle here: the scope of a check holds nothing but what is certain to be the patient's.
 */
@SuppressWarnings("ImmutableEnumChecker") // records of text do not change
enum Obstacle {
    WITHDRAWN(Outcome.NOT_RECOGNISABLE, "status", "withdrawn", "结果已撤回或作废", "the result was withdrawn"),
    NOT_FINAL(Outcome.NOT_RECOGNISABLE, "status", "preliminary", "报告尚未定稿", "the report is not final"),
    NOT_IN_LIST(Outcome.NOT_RECOGNISABLE, "item", "not-in-list", "该项目不在互认目录", "the item is not in the catalogue"),
    NEGATIVE_LIST(Outcome.NOT_RECOGNISABLE, "item", "negative-list", "该项目在负面清单", "the item is on the negative list"),
    NO_TIME(Outcome.NOT_RECOGNISABLE, "time", "missing", "结果没有检查时间", "the result does not say when it was made"),
    IN_FUTURE(Outcome.NOT_RECOGNISABLE, "time", "in-future", "检查时间晚于开单时间", "it was made after the order"),
    SPECIMEN_OTHER(Outcome.NOT_RECOGNISABLE, "specimen", "other", "标本与项目不符", "the specimen is not that of the item"),
    SPECIMEN_BAD(Outcome.NOT_RECOGNISABLE, "specimen", "unsatisfactory", "标本不合格", "the specimen was unsatisfactory"),
    UNIT(
            Outcome.NOT_RECOGNISABLE,
            "unit",
            "not-convertible",
            "结果单位不能换算",
            "the value cannot be converted into the item's unit"),
    SPECIAL_CLASS(
            Outcome.REFERENCE,
            "class",
            "special",
            "结果属于特殊类别，请在档案中查阅",
            "the result is of a special class; read it in the record"),
    QUALITY(Outcome.REFERENCE, "quality", "not-passed", "检查当日质控不合格", "quality control was not passed on the day"),
    SCOPE(Outcome.REFERENCE, "scope", "too-narrow", "互认标识的范围不含本机构", "its mark does not reach this institution"),
    WINDOW(Outcome.REFERENCE, "window", "exceeded", "超过互认时限", "it is older than the window"),
    CORRECTED(
            Outcome.REFERENCE,
            "correction",
            "after-quotation",
            "您引用后结果已更正，请先重新阅读",
            "it was corrected after you quoted it; read it again first");

    private final Outcome outcome;
    private final String subject;
    private final String finding;
    private final Text words;

    Obstacle(Outcome outcome, String subject, String finding, String zh, String en) {
        this.outcome = outcome;
        this.subject = subject;
        this.finding = finding;
        this.words = new Text(zh, en);
    }

    /** The most that a result is good for that has this obstacle. */
    Outcome outcome() {
        return outcome;
    }

    String subject() {
        return subject;
    }

    String finding() {
        return finding;
    }

    Text words() {
        return words;
    }

    /** The rule and its version; a change of what it does raises the number. */
    String rule() {
        return "recognition." + subject + "-" + finding + "@1";
    }
}
