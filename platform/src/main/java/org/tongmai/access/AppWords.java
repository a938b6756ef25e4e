package org.tongmai.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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

    /** Types of FHIR that are of no category of ours. */
    private static final Map<String, Text> TYPES = Map.ofEntries(
            Map.entry("CarePlan", new Text("诊疗计划", "care plans")),
            Map.entry("CareTeam", new Text("诊疗团队", "care teams")),
            Map.entry("Device", new Text("医疗器械", "devices")),
            Map.entry("Goal", new Text("健康目标", "goals")),
            Map.entry("Medication", new Text("药品信息", "medicines as such")),
            Map.entry("Organization", new Text("机构信息", "institutions")),
            Map.entry("Practitioner", new Text("医务人员信息", "practitioners")),
            Map.entry("PractitionerRole", new Text("医务人员岗位", "roles of practitioners")),
            Map.entry("Location", new Text("场所信息", "locations")),
            Map.entry("Coverage", new Text("医保信息", "insurance")),
            Map.entry("ServiceRequest", new Text("检查检验申请", "orders")),
            Map.entry("Consent", new Text("授权记录", "consents")));

    /** Codes of {@code Observation.category} and the like that people meet. */
    private static final Map<String, Text> CATEGORIES = Map.of(
            "laboratory", new Text("检验", "laboratory"),
            "LAB", new Text("检验", "laboratory"),
            "vital-signs", new Text("生命体征", "vital signs"),
            "imaging", new Text("影像", "imaging"),
            "social-history", new Text("生活习惯", "social history"),
            "survey", new Text("问卷", "surveys"),
            "exam", new Text("体格检查", "examination"),
            "procedure", new Text("操作", "procedures"),
            "activity", new Text("运动", "activity"),
            "therapy", new Text("治疗", "therapy"));

    private static String category(String written, Function<Text, String> language) {
        String code = written.substring(written.indexOf('|') + 1);
        Text words = CATEGORIES.get(code);
        return words == null ? code : language.apply(words);
    }

    private static String only(SmartScope scope, Function<Text, String> language) {
        return scope.categories().stream()
                .map(each -> category(each, language))
                .distinct()
                .sorted()
                .collect(Collectors.joining("、"));
    }

    private static Text of(SmartScope scope) {
        Text whose = scope.level() == SmartScope.Level.PATIENT
                ? new Text("这位患者的", "of this patient")
                : new Text("您能看到的所有患者的", "of every patient that you may see");
        Text what = kind(scope);
        String zh = scope.restricted() ? "（仅限" + only(scope, Text::zh) + "）" : "";
        String en = scope.restricted() ? " (only " + only(scope, Text::en).replace("、", ", ") + ")" : "";
        return new Text("读取" + whose.zh() + what.zh() + zh, "read " + what.en() + " " + whose.en() + en);
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
                ? TYPES.getOrDefault(scope.type(), new Text(scope.type() + " 资料", scope.type() + " resources"))
                : new Text(String.join("、", zh), String.join(", ", en));
    }
}
