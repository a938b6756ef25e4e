package org.tongmai.insight;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.tongmai.insight.deidentify.Quasi;
import org.tongmai.insight.deidentify.Risk;
import org.tongmai.kernel.Csv;

/** What a researcher takes away: rows, what the columns mean, how they were made anonymous, and digests of all three. Streamed. */
final class Release {

    private static final Map<String, String> MEANING = Map.of(
            "pseudonym", "化名：仅在本项目内有效，不能与其他项目关联 | pseudonym, of this project only",
            "birth", "出生年份或年龄段；90 岁及以上合并 | year or band of birth; 90 and older together",
            "sex", "性别（FHIR AdministrativeGender）| sex",
            "place", "常住地行政区划代码前缀（GB/T 2260）| beginning of the region code of residence",
            "ethnicity", "民族：汉族 han、其他 other | ethnicity group",
            "code", "事件代码（LOINC、ICD-10、ATC 等）| code of the event",
            "events", "该人符合条件的事件数；本行为首次 | events of the person; the row is the first",
            "day", "事件日期：按人平移或取月、季、年 | day of the event: moved for each person, or month, quarter, year",
            "value", "数值或代码 | value",
            "unit", "UCUM 单位 | unit");

    private final Finding finding;

    Release(Finding finding) {
        this.finding = finding;
    }

    /** Counts and digests what is written, and leaves the archive open. */
    private static final class Digested extends OutputStream {
        private final OutputStream to;
        private final MessageDigest sha256;
        private final SM3Digest sm3 = new SM3Digest();

        Digested(OutputStream to) {
            this.to = to;
            try {
                this.sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException(missing);
            }
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            to.write(bytes, from, length);
            sha256.update(bytes, from, length);
            sm3.update(bytes, from, length);
        }

        String digests() {
            byte[] out = new byte[sm3.getDigestSize()];
            sm3.doFinal(out, 0);
            HexFormat hex = HexFormat.of();
            return "SHA-256 " + hex.formatHex(sha256.digest()) + "  SM3 " + hex.formatHex(out);
        }
    }

    /**
     * Writes the archive; memory is that of the frequencies.
     *
     * @return the digests of the rows, as they stand in the archive too
     */
    String write(Project project, Project.Finding found, OutputStream out) throws IOException {
        Map<String, String> digests = new LinkedHashMap<>();
        var zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        zip.putNextEntry(new ZipEntry("data.csv"));
        var rows = new Digested(zip);
        rows(project, found, rows);
        digests.put("data.csv", rows.digests());
        text(zip, "dictionary.csv", dictionary(project, found), digests);
        text(zip, "method.md", method(project, found), digests);
        StringBuilder all = new StringBuilder();
        digests.forEach(
                (name, digest) -> all.append(name).append("  ").append(digest).append('\n'));
        text(zip, "digests.txt", all.toString(), new LinkedHashMap<>());
        zip.finish();
        return String.valueOf(digests.get("data.csv"));
    }

    private void rows(Project project, Project.Finding found, OutputStream out) throws IOException {
        List<String> header = new ArrayList<>(List.of("pseudonym"));
        header.addAll(columns(project));
        out.write((Csv.BEGIN + String.join(",", header) + "\r\n").getBytes(StandardCharsets.UTF_8));
        try {
            finding.each(project, found, (pseudonym, quasi, plain) -> {
                try {
                    out.write(line(pseudonym, quasi, plain).getBytes(StandardCharsets.UTF_8));
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    static List<String> columns(Project project) {
        Plan plan = project.asked().plan();
        List<String> columns =
                new ArrayList<>(plan.quasi().stream().map(Quasi::column).toList());
        columns.addAll(plan.plain());
        return columns;
    }

    private static String line(String pseudonym, List<String> quasi, List<String> plain) {
        StringBuilder line = new StringBuilder(pseudonym);
        quasi.forEach(each -> line.append(',').append(cell(each)));
        plain.forEach(each -> line.append(',').append(cell(each)));
        return line.append("\r\n").toString();
    }

    /** A negative number is no formula. */
    private static String cell(String text) {
        return text.matches("-?[0-9]+(\\.[0-9]+)?") ? text : Csv.cell(text);
    }

    private static void text(ZipOutputStream zip, String name, String text, Map<String, String> digests)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        var out = new Digested(zip);
        out.write(text.getBytes(StandardCharsets.UTF_8));
        digests.put(name, out.digests());
    }

    private static String dictionary(Project project, Project.Finding found) {
        StringBuilder text = new StringBuilder(Csv.BEGIN + "column,meaning,form\r\n");
        text.append("pseudonym,").append(Csv.cell(meaning("pseudonym"))).append(",keyed\r\n");
        List<String> columns = columns(project);
        for (int column = 0; column < columns.size(); column++) {
            String form = column < found.steps().size() ? found.steps().get(column) : "";
            text.append(columns.get(column)).append(',').append(Csv.cell(meaning(columns.get(column))));
            text.append(',').append(form).append("\r\n");
        }
        return text.toString();
    }

    private static String meaning(String column) {
        return MEANING.getOrDefault(column, column);
    }

    private static String method(Project project, Project.Finding found) {
        Plan plan = project.asked().plan();
        Risk asked = found.asked();
        Risk reached = found.reached();
        StringBuilder text = new StringBuilder("# 去标识说明 How these data were made anonymous\n\n");
        text.append("- 项目 Project: ")
                .append(project.asked().title())
                .append(" (")
                .append(project.id())
                .append(")\n");
        text.append("- 伦理审查批件 Ethics approval: ")
                .append(project.asked().approval())
                .append('\n');
        text.append("- 使用期限 Use until: ").append(project.asked().until()).append('\n');
        List<Quasi> quasi = plan.quasi();
        for (int column = 0; column < quasi.size(); column++) {
            Quasi each = quasi.get(column);
            text.append("- ")
                    .append(each.column())
                    .append(": ")
                    .append(each.hierarchy().name(each.least()));
            text.append(" → ").append(found.steps().get(column)).append('\n');
        }
        text.append("- k 要求 asked ")
                .append(plan.limits().k())
                .append("，达到 reached ")
                .append(reached.k());
        text.append("（按人计 persons; 泛化前最小组 smallest group before ")
                .append(asked.smallest())
                .append("）\n");
        text.append(String.format(
                Locale.ROOT,
                "- 隐匿的行 rows left out: %d / %d (%.2f%%)\n- 信息损失 loss: %.3f; discernibility: %.0f\n",
                reached.suppressed(),
                reached.rows(),
                100 * reached.suppressedShare(),
                reached.loss(),
                reached.discernibility()));
        if (!plan.sensitive().isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "- 敏感列 sensitive column %s: l %d (entropy %.2f), t %.3f\n",
                    plan.sensitive(),
                    reached.distinct(),
                    reached.entropy(),
                    reached.distance()));
        }
        text.append("- 拒绝科研使用而未纳入的人 persons who refused research: ")
                .append(
                        project.extraction().refused() < plan.limits().k()
                                ? "< " + plan.limits().k()
                                : String.valueOf(project.extraction().refused()))
                .append('\n');
        return text.append("- 方法 method: Samarati 2001; LeFevre et al. 2005; El Emam et al. 2009\n")
                .toString();
    }
}
