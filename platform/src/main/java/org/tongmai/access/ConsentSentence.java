package org.tongmai.access;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tongmai.access.AccessRequest.State;
import org.tongmai.kernel.Explanation.Text;

/** A permission in one plain sentence: who, what, until when, and what not. */
final class ConsentSentence {

    /** The whole country keeps one time. */
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private static final DateTimeFormatter ZH = DateTimeFormatter.ofPattern("yyyy年M月d日HH:mm", Locale.ROOT);
    private static final DateTimeFormatter EN = DateTimeFormatter.ofPattern("HH:mm 'on' d MMMM yyyy", Locale.ENGLISH);

    private ConsentSentence() {}

    /** What would be permitted, as the resident reads it while answering. */
    static Text forResident(Permission permission, String institution, String requester) {
        return forResident(permission, institution, requester, State.GRANTED);
    }

    /** As the resident reads it: what somebody wants, may do, or was allowed once. */
    static Text forResident(Permission permission, String institution, String requester, State state) {
        String untilZh = zh(permission.until());
        String untilEn = en(permission.until());
        String verbZh =
                switch (state) {
                    case REQUESTED -> "想在" + untilZh + "前查看";
                    case GRANTED -> "在" + untilZh + "前可以查看";
                    case REFUSED -> "曾想在" + untilZh + "前查看";
                    case REVOKED, EXPIRED -> "曾获准在" + untilZh + "前查看";
                };
        String verbEn =
                switch (state) {
                    case REQUESTED -> "would like to see ";
                    case GRANTED -> "may see ";
                    case REFUSED -> "wanted to see ";
                    case REVOKED, EXPIRED -> "was allowed to see ";
                };
        return new Text(
                institution + "（" + requester + "申请）" + verbZh + "您在其他机构的" + whatZh(permission) + "，"
                        + exceptZh(permission.classes()) + "。",
                "Until " + untilEn + ", " + institution + " (asked by " + requester + ") " + verbEn
                        + whatEn("your", permission) + " from other institutions, " + exceptEn(permission.classes())
                        + ".");
    }

    /** As the doctor reads it. */
    static Text forDoctor(Permission permission) {
        return new Text(
                "居民同意本机构在" + zh(permission.until()) + "前查看其在其他机构的" + whatZh(permission) + "，"
                        + exceptZh(permission.classes()) + "。",
                "The resident lets this institution see " + whatEn("the", permission)
                        + " from other institutions until "
                        + en(permission.until()) + ", " + exceptEn(permission.classes()) + ".");
    }

    private static String whatZh(Permission permission) {
        return permission.everyCategory()
                ? "全部健康档案"
                : joined(permission.categories().stream(), each -> each.words().zh(), "、", "和") + "记录";
    }

    private static String whatEn(String whose, Permission permission) {
        return permission.everyCategory()
                ? whose + " whole record"
                : whose + " "
                        + joined(
                                permission.categories().stream(),
                                each -> each.words().en(),
                                ", ",
                                " and ");
    }

    /** What of special classes a permission has and has not. */
    static String exceptZh(Set<Sensitivity> classes) {
        if (everyClass(classes)) {
            return "包括特殊病种记录";
        }
        String named = classes.isEmpty()
                ? ""
                : "包括" + joined(classes.stream().sorted(), each -> each.words().zh(), "、", "和") + "等特殊记录，";
        return named + "不含" + joined(keptBack(classes), each -> each.words().zh(), "、", "和") + "等特殊记录";
    }

    static String exceptEn(Set<Sensitivity> classes) {
        if (everyClass(classes)) {
            return "including records of special classes";
        }
        String named = classes.isEmpty()
                ? ""
                : "including "
                        + joined(classes.stream().sorted(), each -> each.words().en(), ", ", " and ")
                        + " records, ";
        return named + "without "
                + joined(keptBack(classes), each -> each.words().en(), ", ", " and ") + " records";
    }

    private static boolean everyClass(Set<Sensitivity> classes) {
        return classes.size() == Sensitivity.values().length;
    }

    private static Stream<Sensitivity> keptBack(Set<Sensitivity> classes) {
        return Arrays.stream(Sensitivity.values()).filter(each -> !classes.contains(each));
    }

    static String zh(Instant at) {
        return ZH.format(at.atZone(ZONE));
    }

    static String en(Instant at) {
        return EN.format(at.atZone(ZONE));
    }

    /** Things by their words, in a list that people read. */
    static <T> String joined(Stream<T> things, Function<T, String> word, String between, String last) {
        List<String> words = things.map(word).toList();
        int end = words.size() - 1;
        return end == 0 ? words.getFirst() : String.join(between, words.subList(0, end)) + last + words.get(end);
    }
}
