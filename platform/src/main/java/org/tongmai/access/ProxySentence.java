package org.tongmai.access;

import java.util.Set;
import org.tongmai.kernel.Explanation.Text;

/** A proxy in one plain sentence: who can see and do what, until when, and what not. */
final class ProxySentence {

    private ProxySentence() {}

    static Text of(Proxy proxy, String holder, Set<Sensitivity> withheld) {
        return new Text(
                holder + "在" + ConsentSentence.zh(proxy.until()) + "前可以" + doesZh(proxy.level())
                        + (proxy.level() == Proxy.Level.CODE ? "" : "，" + exceptZh(withheld)) + "。每次查看都会记下，您看得到。",
                "Until " + ConsentSentence.en(proxy.until()) + ", " + holder + " may " + doesEn(proxy.level())
                        + (proxy.level() == Proxy.Level.CODE ? "" : ", " + exceptEn(withheld))
                        + ". Each look is noted, and you see it.");
    }

    private static String doesZh(Proxy.Level level) {
        return switch (level) {
            case CODE -> "代您出示健康码，看不到您的健康档案";
            case SEE -> "查看您的全部健康档案和谁看过您的数据，不能代您答复";
            case ACT -> "查看您的全部健康档案和谁看过您的数据，并代您答复授权申请、设置授权规则、出示健康码";
        };
    }

    private static String doesEn(Proxy.Level level) {
        return switch (level) {
            case CODE -> "show your health code, and does not see your record";
            case SEE -> "see your whole record and who looked at it, and answers nothing for you";
            case ACT ->
                "see your whole record and who looked at it, and for you answer requests, set rules and show the health code";
        };
    }

    private static String exceptZh(Set<Sensitivity> withheld) {
        return withheld.isEmpty()
                ? "包括特殊病种记录"
                : "看不到"
                        + ConsentSentence.joined(
                                withheld.stream().sorted(), each -> each.words().zh(), "、", "和") + "等特殊记录";
    }

    private static String exceptEn(Set<Sensitivity> withheld) {
        return withheld.isEmpty()
                ? "including records of special classes"
                : "without "
                        + ConsentSentence.joined(
                                withheld.stream().sorted(), each -> each.words().en(), ", ", " and ")
                        + " records";
    }
}
