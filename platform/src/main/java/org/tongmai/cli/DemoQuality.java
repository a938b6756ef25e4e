package org.tongmai.cli;

import java.util.List;
import java.util.StringJoiner;
import org.tongmai.simulator.Institution;
import org.tongmai.simulator.Province;

/** Quality control of the simulated institutions: all passed the province's round, and the third hospital failed one item. */
final class DemoQuality {

    private static final String HEADER = "institution,item,kind,level,area,result,valid_from,valid_until,reference";

    /** Items that the simulated laboratories measure. */
    private static final List<String> ITEMS = List.of(
            "L001", "L002", "L003", "L006", "L010", "L011", "L012", "L013", "L014", "L015", "L016", "L017", "L018",
            "L021", "L022", "L023", "L024", "L025", "L026", "L027", "L028", "L031", "L032", "L033", "L034", "L035",
            "L041", "L042", "L051", "L052", "L053", "L065", "L071", "L072", "L073", "L081", "L083", "L084", "L085",
            "L086");

    /** Long before the first simulated visit. */
    private static final int YEARS = 10;

    private DemoQuality() {}

    /** The file that a quality control centre would send. */
    static String csv(Province province) {
        String area = province.settings().region().substring(0, 2);
        String from = province.settings().today().minusYears(YEARS).toString();
        StringJoiner lines = new StringJoiner("\n", HEADER + "\n", "\n");
        for (Institution institution : province.institutions()) {
            for (String item : ITEMS) {
                boolean failed = institution.key().equals("C") && item.equals("L086");
                lines.add("%s,%s,EXTERNAL,PROVINCE,%s,%s,%s,,省临检中心室间质评"
                        .formatted(institution.uscc(), item, area, failed ? "FAIL" : "PASS", from));
            }
        }
        return lines.toString();
    }
}
