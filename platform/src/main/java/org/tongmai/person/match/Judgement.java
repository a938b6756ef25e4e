package org.tongmai.person.match;

import java.util.List;
import org.tongmai.kernel.Explanation;

/**
 * What the model says about two registrations.
 *
 * @param forbids whether the two may never be one person without a steward's word
 * @param bits the evidence for one person, prior included; see {@link MatchModel}
 * @param rule which rule decided
 * @param model the version of the model that weighed
 * @param reasons the finding of each trait, heaviest first
 */
public record Judgement(
        Verdict verdict, boolean forbids, double bits, Rule rule, int model, List<Explanation.Reason> reasons) {

    /** One person, perhaps one person (a steward decides), or not enough to ask anybody. */
    public enum Verdict {
        SAME,
        POSSIBLE,
        DIFFERENT
    }

    /** The rules of the model, in the order in which they are asked. */
    public enum Rule {
        SAME_NUMBER_OTHER_NAME(
                "person.same-number-other-name",
                "证件号码相同但姓名不同，须人工确认",
                "The same number under another name: a person must decide."),
        OTHER_NAME("person.other-name", "姓名不同", "The names differ."),
        OTHER_NUMBER("person.other-number", "有效的身份证件号码不同", "The valid resident numbers differ."),
        STOPGAP_NAME("person.stopgap-name", "新生儿临时姓名，须人工确认", "A newborn's stopgap name: a person must decide."),
        SAME_NUMBER("person.same-number", "证件号码相同且姓名相符", "The same resident number and a name that agrees."),
        SAME_NUMBER_NO_NAME(
                "person.same-number-no-name",
                "证件号码相同；没有可比对的姓名",
                "The same resident number; no names that could be compared."),
        PERHAPS_TWINS(
                "person.perhaps-twins",
                "姓名只是相近，同日出生且同一住处或同一张卡，可能是双胞胎，须人工确认",
                "The names are only alike, and twins share birth date, household and a parent's card: a person must decide."),
        DOUBTED_NUMBER(
                "person.doubted-number",
                "证件号码与所填出生日期不符，其余信息不足，须人工确认",
                "The number contradicts the birth date beside it, and the rest does not suffice: a person must decide."),
        SAME_DOCUMENT("person.same-document", "证件相同且姓名相符", "The same document and a name that agrees."),
        WEIGHTS("person.weights", "综合各项信息判断", "The weight of all fields together.");

        private final String word;
        private final String zh;
        private final String en;

        Rule(String word, String zh, String en) {
            this.word = word;
            this.zh = zh;
            this.en = en;
        }

        public String word() {
            return word;
        }
    }

    public Judgement {
        reasons = List.copyOf(reasons);
    }

    public boolean same() {
        return verdict == Verdict.SAME;
    }

    /** Whether both have a valid resident number, and another. */
    boolean otherNumber() {
        return reasons.stream()
                .anyMatch(reason -> reason.name().equals(Trait.NUMBER.word())
                        && reason.finding().equals(NumberFinding.DIFFERENT.word()));
    }

    /** The judgement in the common shape, heaviest reason first. */
    public Explanation explanation() {
        String decided =
                switch (verdict) {
                    case SAME -> "linked";
                    case POSSIBLE -> "possible";
                    case DIFFERENT -> "different";
                };
        String version = "@" + MatchModel.RULES + "." + model;
        return new Explanation(decided, rule.word + version, new Explanation.Text(rule.zh, rule.en), reasons);
    }
}
