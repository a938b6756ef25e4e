package org.tongmai.surveillance.rumour;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many a text says are ill, and how many died: the largest number of each, for totals are told beside parts. */
final class Numbers {

    private static final String NUMBER = "(\\d[\\d,]{0,8}|[一二两三四五六七八九十百千]{1,7})";
    private static final String PERSONS =
            "[余多几来]?(?:名|例|个|位)?(?:人|学生|孩子|小孩|儿童|幼儿|村民|员工|工人|职工|老人|居民|顾客|游客|师生|病例|患者|病人|同学|宝宝|人员)?";
    private static final String COUNTED = "[余多几来]?(?:名|例|人|位|个(?=[人学孩小儿幼村员工职老居顾游宝])(?!小区|村子))";
    private static final String ILL =
            "(?:出现|发病|患病|感染|确诊|染病|得了|得|呕吐|腹泻|发热|发烧|不适|症状|就诊|住院|送医|送往|中毒|咳嗽|拉肚子|请假|病倒|被诊断|皮疹|红疹|出疹|起了?疹|疑似|因病|抽搐|昏迷|头晕|感冒|生病|患|上吐下泻|闹肚子|肚子|腹痛|高热|高烧|水痘|水泡|疱疹|手足口|流感|阳性|[\\p{IsHan}]病(?!房|区|例|人))";
    private static final String DIED = "(?:死亡|死了|病亡|身亡|去世|不治|抢救无效|病逝|猝死|病死|丧生)";

    private static final Pattern DEAD_AFTER = Pattern.compile(NUMBER + PERSONS + "[^，。；、！？\\d]{0,8}?" + DIED);
    private static final Pattern DEAD_BEFORE =
            Pattern.compile("(?:死亡(?:病例|人数)?|病死|死了|猝死|病亡)(?:[^，。；！？\\d一二两三四五六七八九十百千]{0,4})" + NUMBER + COUNTED);
    private static final Pattern ILL_AFTER =
            Pattern.compile(NUMBER + COUNTED + "[^，。；！？\\d]{0,12}?[，]?(?:相继|陆续|先后|均|都|突然|也)?[^，。；！？\\d]{0,6}?" + ILL);
    private static final Pattern ILL_BEFORE = Pattern.compile(
            "(?:病例|患者|感染者|通报|发病|患病|确诊|累计报告|报告|住院|就诊|症状者|感染|中毒|请假|拉肚子|倒下|病倒)(?:人数|病例|者|的|约|共|已|了|达到?|为|有|增至|升至|累计|超过|至少|新增|[:： ])*"
                    + NUMBER + COUNTED);

    private static final Pattern ILL_GROWN = Pattern.compile(
            ILL + "[^，。；！？\\d]{0,8}?(?:增至|增加到|增加至|升至|上升到|上升至|扩大到|达到?)(?:了|约|近|至少|超过)?" + NUMBER + COUNTED);

    /** Persons of whom something else is said. */
    private static final Pattern NOT_ILL = Pattern.compile("接触|排查|检测|采样|筛查|接种|疫苗|治愈|出院|康复|演练|参加|在校|全校|共有学生|阴性|常住|服务");

    private Numbers() {}

    static OptionalInt dead(String text) {
        OptionalInt most = OptionalInt.empty();
        for (String clause : text.split("[，。；！？\\n]")) {
            most = larger(most, largest(DEAD_AFTER, clause, false));
            most = larger(most, largest(DEAD_BEFORE, clause, false));
        }
        return most;
    }

    static OptionalInt ill(String text) {
        OptionalInt most = OptionalInt.empty();
        for (String sentence : text.split("[。；！？\\n]")) {
            most = larger(most, largest(ILL_AFTER, sentence, true));
            most = larger(most, largest(ILL_BEFORE, sentence, true));
            most = larger(most, largest(ILL_GROWN, sentence, true));
        }
        return most;
    }

    private static OptionalInt largest(Pattern pattern, String text, boolean ill) {
        OptionalInt most = OptionalInt.empty();
        Matcher found = pattern.matcher(text);
        for (int from = 0; found.find(from); from = found.start() + 1) {
            boolean counts = !ill || !NOT_ILL.matcher(found.group()).find();
            if (counts && !tail(text, found.start(1))) {
                most = larger(most, number(found.group(1)));
            }
        }
        return most;
    }

    /** Whether what is found begins within a number. */
    private static boolean tail(String text, int at) {
        return at > 0 && "0123456789一二两三四五六七八九十百千,第".indexOf(text.charAt(at - 1)) >= 0;
    }

    private static OptionalInt larger(OptionalInt one, OptionalInt other) {
        return one.isEmpty() || other.isPresent() && other.getAsInt() > one.getAsInt() ? other : one;
    }

    /** 32, 1,200, 三十二, 二百. */
    static OptionalInt number(String text) {
        String plain = text.replace(",", "");
        if (Character.isDigit(plain.charAt(0))) {
            return OptionalInt.of(Integer.parseInt(plain));
        }
        int whole = 0;
        int digit = 0;
        for (int i = 0; i < plain.length(); i++) {
            char each = plain.charAt(i);
            int unit =
                    switch (each) {
                        case '十' -> 10;
                        case '百' -> 100;
                        case '千' -> 1_000;
                        default -> 1;
                    };
            if (unit == 1) {
                digit = each == '两' ? 2 : "零一二三四五六七八九".indexOf(each);
            } else {
                whole += Math.max(1, digit) * unit;
                digit = 0;
            }
        }
        return OptionalInt.of(whole + digit);
    }
}
