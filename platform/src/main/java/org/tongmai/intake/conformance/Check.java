package org.tongmai.intake.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tongmai.intake.hl7v2.Tables;
import org.tongmai.kernel.Explanation.Text;

/**
 * One thing that an examination looks at; a row of {@code checks.tsv}.
 *
 * @param id stable, {@code group.what}
 * @param source the standard that asks for it
 * @param what how it must be
 * @param why what goes wrong otherwise
 * @param mend what to do
 */
public record Check(String id, String source, Text what, Text why, Text mend) {

    private static final int CELLS = 8;

    private static final Map<String, Check> ALL = load();

    /** What a check is about; the groups of a report, in its order. */
    public enum Group {
        TRANSPORT("传输", "Transport"),
        STRUCTURE("消息结构", "Message structure"),
        IDENTIFIER("标识", "Identifiers"),
        CODE("代码", "Codes"),
        CONSISTENCY("一致性", "Consistency"),
        TIME("时间与顺序", "Time and order"),
        CHARACTER("字符", "Characters"),
        CORRECTION("更正与撤销", "Corrections and cancels"),
        RESULT("检验结果", "Results"),
        DOCUMENT("文档", "Documents"),
        ACKNOWLEDGEMENT("应答处理", "Handling of acknowledgements"),
        PLATFORM("平台", "Platform");

        private final String zh;
        private final String en;

        Group(String zh, String en) {
            this.zh = zh;
            this.en = en;
        }

        /** Its name. */
        public Text words() {
            return new Text(zh, en);
        }
    }

    /** The group, which its id begins with. */
    public Group group() {
        return Group.valueOf(id.substring(0, id.indexOf('.')).toUpperCase(Locale.ROOT));
    }

    /** Every check, in the order of the table. */
    public static List<Check> all() {
        return List.copyOf(ALL.values());
    }

    /** What a hospital is examined by. */
    public static List<Check> ofHospital() {
        return all().stream().filter(check -> check.group() != Group.PLATFORM).toList();
    }

    /** What a platform is examined by. */
    public static List<Check> ofPlatform() {
        return all().stream().filter(check -> check.group() == Group.PLATFORM).toList();
    }

    /** @throws IllegalArgumentException where there is none of that id */
    static Check of(String id) {
        Check check = ALL.get(id);
        if (check == null) {
            throw new IllegalArgumentException("no check " + id);
        }
        return check;
    }

    private static Map<String, Check> load() {
        Map<String, Check> all = new LinkedHashMap<>();
        Tables.rows("conformance/checks.tsv").stream().map(Check::row).forEach(check -> all.put(check.id(), check));
        return all;
    }

    private static Check row(String[] cells) {
        if (cells[CELLS - 1].isEmpty() || !cells[CELLS].isEmpty()) {
            throw new IllegalStateException("checks.tsv: " + cells[0] + " has not " + CELLS + " cells");
        }
        return new Check(
                cells[0],
                cells[1],
                new Text(cells[2], cells[3]),
                new Text(cells[4], cells[5]),
                new Text(cells[6], cells[7]));
    }
}
