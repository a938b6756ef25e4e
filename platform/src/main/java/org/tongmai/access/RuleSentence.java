package org.tongmai.access;

import static org.tongmai.access.ConsentSentence.en;
import static org.tongmai.access.ConsentSentence.joined;
import static org.tongmai.access.ConsentSentence.zh;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;

/** A rule in plain words: who may then see what, until when, and what not. */
final class RuleSentence {

    private static final Text KEPT = new Text(
            "写下记录的机构在诊疗您时，仍可查看它自己写下的部分。",
            "The institution that wrote a record still sees what it wrote while it treats you.");

    private static final Text EMERGENCY = new Text(
            "紧急抢救时医生仍可打开（生殖、遗传记录除外），您会立即收到通知。",
            "In an emergency doctors can still open it, but for reproductive and genetic records, and you are told at once.");

    private static final Text UNDATED =
            new Text("没有诊疗日期的记录不在此列。", "Records without a date of care are not among them.");

    private RuleSentence() {}

    /**
     * As the resident reads it.
     *
     * @param names name of an institution by its USCC
     * @param now what begins later is said so
     */
    static Text forResident(Rule rule, UnaryOperator<String> names, Instant now) {
        if (rule.purpose() == Purpose.RESEARCH) {
            return research(rule, now);
        }
        return switch (rule.effect()) {
            case PERMIT -> permit(rule, names, now);
            case DENY -> deny(rule, names, now);
            case ONLY -> only(rule, names, now);
        };
    }

    /** As the doctor reads what a rule permits. */
    static Text forDoctor(Rule rule) {
        Instant until = rule.until();
        return new Text(
                "居民的授权规则允许" + (until == null ? "" : "在" + zh(until) + "前") + "查看其在其他机构的" + whatZh(rule.what())
                        + exceptZh(rule.what()) + "。",
                "A rule of the resident lets you see " + whatEn("the", rule.what()) + " from other institutions"
                        + (until == null ? "" : " until " + en(until)) + exceptEn(rule.what()) + ".");
    }

    private static Text research(Rule rule, Instant now) {
        return new Text(
                timeZh(rule, now) + "您的记录不用于科研，去标识的也不用。已经发出的去标识数据无法收回。",
                sentences(
                        capital(timeEn(rule, now)
                                + "your record is not used for research, not even without your identity."),
                        "Data without identities that were given out before cannot be taken back."));
    }

    private static Text permit(Rule rule, UnaryOperator<String> names, Instant now) {
        String whoZh = rule.to() instanceof Recipient.Everybody ? "接诊您的任何医疗机构" : whoZh(rule.to(), names);
        String whoEn =
                rule.to() instanceof Recipient.Everybody ? "any institution that treats you" : whoEn(rule.to(), names);
        return new Text(
                timeZh(rule, now) + whoZh + "在诊疗您时可以查看您在其他机构的" + whatZh(rule.what())
                        + (rule.once() ? "，只能看一次，看过即失效" : "") + exceptZh(rule.what()) + "。",
                capital(timeEn(rule, now) + whoEn + " may, while treating you, see " + whatEn("your", rule.what())
                        + " from other institutions" + (rule.once() ? ", once and no more" : "")
                        + exceptEn(rule.what()) + "."));
    }

    private static Text deny(Rule rule, UnaryOperator<String> names, Instant now) {
        boolean one = rule.shutsOut();
        String whoZh = rule.to() instanceof Recipient.Everybody ? "谁也" : whoZh(rule.to(), names);
        String whoEn = rule.to() instanceof Recipient.Everybody ? "nobody" : whoEn(rule.to(), names);
        String cannot = rule.to() instanceof Recipient.Everybody ? " may see " : " may not see ";
        String otherZh = rule.to() instanceof Recipient.Institution ? "您在其他机构的" : "您的";
        String otherEn = rule.to() instanceof Recipient.Institution ? " from other institutions" : "";
        String ownZh = one ? "，其所在机构写下的也不能看" : "";
        String ownEn = one ? ", not even what their own institution wrote" : "";
        Text kept = one ? new Text("", "") : KEPT;
        Text undated = rule.what().everyTime() ? new Text("", "") : UNDATED;
        return new Text(
                timeZh(rule, now) + whoZh + "不能查看" + otherZh + whatZh(rule.what()) + confinedZh(rule.what()) + ownZh
                        + "。" + undated.zh() + kept.zh() + EMERGENCY.zh(),
                sentences(
                        capital(timeEn(rule, now) + whoEn + cannot + confinedEn(rule.what())
                                + whatEn("your", rule.what()) + otherEn + ownEn + "."),
                        undated.en(),
                        kept.en(),
                        EMERGENCY.en()));
    }

    private static Text only(Rule rule, UnaryOperator<String> names, Instant now) {
        return new Text(
                timeZh(rule, now) + "您在其他机构的" + whatZh(rule.what()) + "只有" + whoZh(rule.to(), names) + "在诊疗您时可以查看"
                        + exceptZh(rule.what()) + "；别人都不能查看。" + KEPT.zh() + EMERGENCY.zh(),
                sentences(
                        capital(timeEn(rule, now) + "only " + whoEn(rule.to(), names) + " may, while treating you, see "
                                + whatEn("your", rule.what()) + " from other institutions" + exceptEn(rule.what())
                                + "; nobody else may."),
                        KEPT.en(),
                        EMERGENCY.en()));
    }

    /** What a rule does beside: what was granted on request and is cut, and denials that come before it. */
    static Text beside(List<String> cut, int denials) {
        StringBuilder zh = new StringBuilder();
        StringBuilder en = new StringBuilder();
        if (!cut.isEmpty()) {
            zh.append("您已答应的授权中，相应的部分随之停用：").append(String.join("、", cut)).append("。");
            en.append(" It cuts what you granted on request to: ")
                    .append(String.join(", ", cut))
                    .append('.');
        }
        if (denials > 0) {
            zh.append("您已有的 ").append(denials).append(" 条禁止规则仍然优先。");
            en.append(denials == 1 ? " Your rule that denies" : " Your " + denials + " rules that deny")
                    .append(denials == 1 ? " still comes first." : " still come first.");
        }
        return new Text(zh.toString(), en.toString());
    }

    private static String whoZh(Recipient to, UnaryOperator<String> names) {
        return switch (to) {
            case Recipient.Everybody everybody -> "任何人";
            case Recipient.Institution one -> names.apply(one.code());
            case Recipient.Doctor doctor -> names.apply(doctor.institution()) + "的" + doctor.name() + "医生";
        };
    }

    private static String whoEn(Recipient to, UnaryOperator<String> names) {
        return switch (to) {
            case Recipient.Everybody everybody -> "anybody";
            case Recipient.Institution one -> names.apply(one.code());
            case Recipient.Doctor doctor -> "Dr " + doctor.name() + " of " + names.apply(doctor.institution());
        };
    }

    private static String timeZh(Rule rule, Instant now) {
        Instant until = rule.until();
        return (rule.from().isAfter(now) ? "从" + zh(rule.from()) + "起，" : "")
                + (until == null ? "" : "到" + zh(until) + "为止，");
    }

    private static String timeEn(Rule rule, Instant now) {
        Instant until = rule.until();
        return (rule.from().isAfter(now) ? "from " + en(rule.from()) + (until == null ? ", " : " ") : "")
                + (until == null ? "" : "until " + en(until) + ", ");
    }

    private static String whatZh(Matter what) {
        if (what.document() != null) {
            return "指定的那一份记录";
        }
        String kinds = what.everyCategory()
                ? "全部健康档案"
                : joined(what.categories().stream(), each -> each.words().zh(), "、", "和") + "记录";
        return kinds + careZh(what);
    }

    private static String whatEn(String whose, Matter what) {
        if (what.document() != null) {
            return whose + " one named document";
        }
        String kinds = what.everyCategory()
                ? "whole record"
                : joined(what.categories().stream(), each -> each.words().en(), ", ", " and ");
        return whose + " " + kinds + careEn(what);
    }

    private static String careZh(Matter what) {
        if (what.everyTime()) {
            return "";
        }
        return "（诊疗时间" + (what.careFrom() == null ? "" : "从" + zh(what.careFrom()))
                + (what.careUntil() == null ? "起" : "到" + zh(what.careUntil())) + "）";
    }

    private static String careEn(Matter what) {
        if (what.everyTime()) {
            return "";
        }
        return " of care" + (what.careFrom() == null ? "" : " from " + en(what.careFrom()))
                + (what.careUntil() == null ? "" : " until " + en(what.careUntil()));
    }

    /** The special classes to which a denial is confined. */
    private static String confinedZh(Matter what) {
        return what.classes().isEmpty()
                ? ""
                : "中的" + joined(what.classes().stream(), each -> each.words().zh(), "、", "和") + "特殊记录";
    }

    private static String confinedEn(Matter what) {
        return what.classes().isEmpty()
                ? ""
                : joined(what.classes().stream(), each -> each.words().en(), ", ", " and ") + " records in ";
    }

    private static String exceptZh(Matter what) {
        return what.document() != null ? "" : "，" + ConsentSentence.exceptZh(what.classes());
    }

    private static String exceptEn(Matter what) {
        return what.document() != null ? "" : ", " + ConsentSentence.exceptEn(what.classes());
    }

    private static String sentences(@Nullable String... all) {
        return String.join(
                " ",
                Stream.of(all).filter(each -> each != null && !each.isEmpty()).toList());
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
