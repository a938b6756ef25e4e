package org.tongmai.intake.conformance;

import java.util.List;
import java.util.Locale;
import org.tongmai.intake.conformance.Check.Group;
import org.tongmai.intake.conformance.CheckResult.State;
import org.tongmai.kernel.Explanation.Text;

/** A report for people, Chinese first: what failed, with samples and what to do; then every check. */
public final class ReportPage {

    private final ConformanceReport report;
    private final String signer;
    private final StringBuilder page = new StringBuilder();

    private ReportPage(ConformanceReport report, String signer) {
        this.report = report;
        this.signer = signer;
    }

    /** @param signer fingerprint of the key that signed the report */
    public static String markdown(ConformanceReport report, String signer) {
        return new ReportPage(report, signer).markdown();
    }

    /** The same as a page that needs nothing else. */
    public static String html(ConformanceReport report, String signer) {
        return new ReportPage(report, signer).html();
    }

    private String markdown() {
        page.append("# ").append(title()).append("\n\n| | |\n| --- | --- |\n");
        facts().forEach(fact -> page.append("| ")
                .append(fact.zh())
                .append(" | ")
                .append(cell(fact.en()))
                .append(" |\n"));
        for (CheckResult result : failed()) {
            Check check = result.check();
            page.append("\n## ✗ ").append(check.id()).append("\n\n");
            page.append(check.what().zh())
                    .append("<br>\n")
                    .append(check.what().en())
                    .append("\n\n");
            page.append("- 原因 Why: ").append(both(check.why())).append('\n');
            page.append("- 处理 Mend: ").append(both(check.mend())).append('\n');
            page.append("- 依据 Source: ").append(check.source()).append('\n');
            page.append("- ")
                    .append(result.broken())
                    .append(" / ")
                    .append(result.held() + result.broken())
                    .append('\n');
            result.samples()
                    .forEach(sample -> page.append("  - `")
                            .append(sample(sample).replace("`", "'"))
                            .append("`\n"));
        }
        for (Group group : groups()) {
            page.append("\n## ").append(both(group.words())).append("\n\n| | | |\n| --- | --- | --- |\n");
            of(group)
                    .forEach(result -> page.append("| ")
                            .append(word(result.state()).zh())
                            .append(" | `")
                            .append(result.check().id())
                            .append("` | ")
                            .append(cell(both(result.check().what())))
                            .append(" |\n"));
        }
        return page.toString();
    }

    private String html() {
        page.append("<!doctype html>\n<html lang=\"zh-CN\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" ")
                .append("content=\"width=device-width,initial-scale=1\">\n<title>")
                .append(escaped(title()))
                .append("</title>\n<style>")
                .append(STYLE)
                .append("</style></head>\n<body><main>\n<h1>")
                .append(escaped(title()))
                .append("</h1>\n<dl>\n");
        facts().forEach(fact -> page.append("<dt>")
                .append(escaped(fact.zh()))
                .append("</dt><dd>")
                .append(escaped(fact.en()))
                .append("</dd>\n"));
        page.append("</dl>\n");
        failed().forEach(this::failure);
        for (Group group : groups()) {
            page.append("<h2>").append(escaped(both(group.words()))).append("</h2>\n<ul class=\"checks\">\n");
            of(group)
                    .forEach(result -> page.append("<li class=\"")
                            .append(result.state().name().toLowerCase(Locale.ROOT))
                            .append("\"><b>")
                            .append(word(result.state()).zh())
                            .append("</b> ")
                            .append(lines(result.check().what()))
                            .append("<code>")
                            .append(result.check().id())
                            .append("</code></li>\n"));
            page.append("</ul>\n");
        }
        return page.append("</main></body></html>\n").toString();
    }

    private void failure(CheckResult result) {
        Check check = result.check();
        page.append("<section>\n<h2>✗ ").append(lines(check.what())).append("</h2>\n<p>");
        page.append(lines(check.why()))
                .append("</p>\n<p>→ ")
                .append(lines(check.mend()))
                .append("</p>\n<p>");
        page.append(result.broken())
                .append(" / ")
                .append(result.held() + result.broken())
                .append(" · ");
        page.append(escaped(check.source()))
                .append(" · <code>")
                .append(check.id())
                .append("</code></p>\n<ul>\n");
        result.samples()
                .forEach(sample -> page.append("<li><code>")
                        .append(escaped(sample(sample)))
                        .append("</code></li>\n"));
        page.append("</ul>\n</section>\n");
    }

    private static final String STYLE = """
            body{font:16px/1.6 system-ui,"Noto Sans SC",sans-serif;margin:0;color:#1f2328;background:#fff}
            main{max-width:52rem;margin:auto;padding:1rem}
            h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dd{margin:0;overflow-wrap:anywhere}
            section{border-left:4px solid #b42318;padding-left:1rem}
            code{color:#57606a;overflow-wrap:anywhere}
            small{display:block;color:#57606a;font-weight:normal}
            .checks{list-style:none;padding:0}.checks li{padding:.4rem 0;border-bottom:1px solid #d0d7de}
            .passed b{color:#1a7f37}.failed b{color:#b42318}.not_exercised b{color:#57606a}
            """;

    private String title() {
        return report.role() == ConformanceReport.Role.HOSPITAL
                ? "接入符合性报告 Conformance report: " + report.subject()
                : "平台符合性报告 Platform conformance report: " + report.subject();
    }

    private List<Text> facts() {
        return List.of(
                new Text("结论 Verdict", both(word(report.verdict()))),
                new Text(
                        "检查 Checks",
                        report.count(State.PASSED) + " 通过 passed · " + report.count(State.FAILED) + " 未通过 failed · "
                                + report.count(State.NOT_EXERCISED) + " 未涉及 not exercised"),
                new Text("报文与文档 Messages, documents", String.valueOf(report.deliveries())),
                new Text("时间 When", report.from() + " – " + report.until()),
                new Text("有效期至 Expires", report.expires().toString()),
                new Text("检查者 Examiner", report.examiner() + ", tongmai " + report.version()),
                new Text("签名公钥指纹 Signed by", signer + " (report.json)"));
    }

    private static Text word(ConformanceReport.Verdict verdict) {
        return switch (verdict) {
            case PASSED -> new Text("通过", "passed");
            case INCOMPLETE -> new Text("未完成：有检查未涉及", "incomplete: some checks were not exercised");
            case FAILED -> new Text("未通过", "failed");
        };
    }

    private static Text word(State state) {
        return switch (state) {
            case PASSED -> new Text("通过", "passed");
            case FAILED -> new Text("未通过", "failed");
            case NOT_EXERCISED -> new Text("未涉及", "not exercised");
        };
    }

    private List<CheckResult> failed() {
        return report.results().stream()
                .filter(result -> result.state() == State.FAILED)
                .toList();
    }

    private List<Group> groups() {
        return report.results().stream()
                .map(result -> result.check().group())
                .distinct()
                .toList();
    }

    private List<CheckResult> of(Group group) {
        return report.results().stream()
                .filter(result -> result.check().group() == group)
                .toList();
    }

    private static String sample(Findings.Sample sample) {
        return "#" + sample.message() + " " + sample.kind() + " " + sample.where()
                + (sample.shown().isEmpty() ? "" : ": " + sample.shown());
    }

    private static String both(Text text) {
        return text.zh() + " " + text.en();
    }

    private static String lines(Text text) {
        return escaped(text.zh()) + "<small>" + escaped(text.en()) + "</small>";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
