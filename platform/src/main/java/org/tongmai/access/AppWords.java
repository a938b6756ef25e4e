package org.tongmai.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tongmai.kernel.Explanation.Text;

/** Scopes as people understand them. */
final class AppWords {

    private AppWords() {}

    static Text of(String scope) {
        return switch (scope) {
            case AppScopes.OPENID -> new Text("知道您是谁（登录名）", "know who you are (your login)");
            case "profile" -> new Text("知道您的姓名和身份", "know your name and role");
            case AppScopes.FHIR_USER -> new Text("知道您在本平台的登记", "know your registration on this platform");
            case AppScopes.LAUNCH -> new Text("知道是为哪位患者打开的", "know for which patient it was opened");
            case AppScopes.LAUNCH_PATIENT -> new Text("请您指明一位患者", "have you name a patient");
            case AppScopes.OFFLINE -> new Text("您不在时也能读取", "read while you are away, too");
            case AppScopes.ONLINE -> new Text("在您退出登录之前持续读取", "go on reading until you sign out");
            default -> of(SmartScope.parse(scope));
        };
    }

    private static Text of(SmartScope scope) {
        Text whose = scope.level() == SmartScope.Level.PATIENT
                ? new Text("这位患者的", "of this patient")
                : new Text("您能看到的", "that you may see");
        Text what = kind(scope);
        String only = scope.restricted()
                ? scope.categories().stream()
                        .map(each -> each.substring(each.indexOf('|') + 1))
                        .sorted()
                        .collect(Collectors.joining("、"))
                : "";
        return new Text(
                "读取" + whose.zh() + what.zh() + (only.isEmpty() ? "" : "（仅限 " + only + "）"),
                "read " + what.en() + " " + whose.en()
                        + (only.isEmpty() ? "" : " (only " + only.replace("、", ", ") + ")"));
    }

    /** By the kinds of content that people know from their consents; else by the name of the type. */
    private static Text kind(SmartScope scope) {
        if (scope.everyType()) {
            return new Text("全部内容", "everything");
        }
        if (scope.type().equals("Patient")) {
            return new Text("基本信息（姓名、出生日期、号码）", "who the patient is (name, birth date, numbers)");
        }
        Set<String> zh = new LinkedHashSet<>();
        List<String> en = new ArrayList<>();
        Arrays.stream(Category.values())
                .filter(each -> each.types().contains(scope.type()))
                .forEach(each -> {
                    zh.add(each.words().zh());
                    en.add(each.words().en());
                });
        return zh.isEmpty()
                ? new Text(scope.type() + " 资料", scope.type() + " resources")
                : new Text(String.join("、", zh), String.join(", ", en));
    }
}
